/**
 * ResNet-152 written out: 514 layers and no block, as a program of an editor's hardest day. Gives its text; nothing is taken.
 */
const unit = (channels, stride, projects) => {
  const shortcut = projects ? ` conv 1x1x${4 * channels}${stride === 1 ? "" : ` s${stride}`} nobias -> bn` : "";
  return `  add {
    | conv 1x1x${channels} nobias -> bn -> relu
      conv 3x3x${channels}${stride === 1 ? "" : ` s${stride}`} p1 nobias -> bn -> relu
      conv 1x1x${4 * channels} nobias -> bn
    |${shortcut}
  } -> relu
`;
};

export function writtenOut() {
  const stages = [
    [64, 3],
    [128, 8],
    [256, 36],
    [512, 3],
  ];
  const units = stages.flatMap(([channels, count], stage) =>
    Array.from({ length: count }, (_, i) => unit(channels, stage > 0 && i === 0 ? 2 : 1, i === 0)),
  );
  return `model ResNet152 {
  input 224x224x3
  conv 7x7x64 s2 p3 nobias -> bn -> relu -> maxpool 3 s2 p1
${units.join("")}  gavgpool -> fc 1000
}
`;
}
