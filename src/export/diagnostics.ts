/**
 * The diagnostics of weight files. Takes the definition helper; gives one maker for each code, and `fail`, which throws one
 * (exit 1). None has a failing program: they come from files, not from source text.
 */
import { CnncError, defineDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";

/** Throws the diagnostic as damaged data, exit 1. */
export function fail(diagnostic: Diagnostic): never {
  throw new CnncError(diagnostic, 1);
}

export const weightsTruncated = defineDiagnostic({
  code: "weights/truncated",
  severity: "error",
  title: "weight file cut short",
  explanation:
    "A safetensors file is 8 bytes of header length, the header, then the data of every tensor; some of it is missing.",
});

export const weightsHeaderTooLarge = defineDiagnostic({
  code: "weights/header-too-large",
  severity: "error",
  title: "header of the weight file beyond the limit",
  explanation:
    "The first 8 bytes declare a header longer than 100 MB, the limit of the safetensors format, or the file is none.",
});

export const weightsHeader = defineDiagnostic({
  code: "weights/header",
  severity: "error",
  title: "header of the weight file is not valid",
  explanation:
    "The header of a safetensors file is one JSON object in UTF-8: tensor names, each with `dtype`, `shape` and " +
    "`data_offsets`, and an optional `__metadata__` of strings.",
});

export const weightsDuplicate = defineDiagnostic({
  code: "weights/duplicate-name",
  severity: "error",
  title: "a name stands twice in the weight file",
  explanation: "JSON readers disagree on which of two equal names counts, so a header with one is refused.",
});

export const weightsDtype = defineDiagnostic({
  code: "weights/dtype",
  severity: "error",
  title: "element type of a tensor is not read",
  explanation:
    "Tensors of type F32, F16, BF16, F64, I64, I32 and U8 are read, and learned numbers only from the first four.",
});

export const weightsShape = defineDiagnostic({
  code: "weights/shape",
  severity: "error",
  title: "shape and data of a tensor disagree",
  explanation:
    "The bytes of a tensor are the product of its sizes times the bytes of one element (F32 and I32 4, F16 and BF16 2, F64 and I64 8, U8 1).",
});

export const weightsOffsets = defineDiagnostic({
  code: "weights/offsets",
  severity: "error",
  title: "tensors of the weight file overlap or leave holes",
  explanation:
    "The tensors' data follow each other without overlap or hole from the end of the header to the end of the file.",
});

export const weightsTrailing = defineDiagnostic({
  code: "weights/trailing-bytes",
  severity: "error",
  title: "bytes follow the last tensor",
  explanation: "The data of a safetensors file ends with its last tensor.",
});

export const weightsTooMany = defineDiagnostic({
  code: "weights/too-many",
  severity: "error",
  title: "weight file beyond the limits",
  explanation: "A weight file holds at most 100,000 tensors of at most 8 dimensions.",
});

export const weightsNames = defineDiagnostic({
  code: "weights/names",
  severity: "error",
  title: "the weights are those of another model",
  explanation:
    "A weight file has every parameter and every running statistic of the model under its name, and nothing else: " +
    "`conv1.weight`, `conv2.unit1.bn1.running_mean`, as `cnnc summary` and the exported PyTorch source have them. " +
    "PyTorch's `num_batches_tracked` may stand beside running statistics and is not used.",
});

export const weightsSizes = defineDiagnostic({
  code: "weights/sizes",
  severity: "error",
  title: "a tensor of the weight file has other sizes than the model",
  explanation:
    "Tensors are laid out as PyTorch has them: convolutions [F][C/g][K][K], transposed ones [C][F/g][K][K], full connections " +
    "[out][in]. A file of the same names and other sizes comes from a model with other numbers.",
});

export const exportMissing = defineDiagnostic({
  code: "export/no-form",
  severity: "error",
  title: "something of the model has no form in that format yet",
  explanation: "Each layer, loss, optimizer and schedule says itself how the format writes it; one of them does not.",
});
