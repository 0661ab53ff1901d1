/**
 * A module written by hand against `abi.ts`, for tests of the runtime alone: a linear classifier of 2x2x1 images into 3
 * classes, squared error, SGD with momentum, batch 4. It shows that the interface is enough, whoever makes the module.
 */
import binaryen from "binaryen";
import { ABI_VERSION, CONTROL, MANIFEST_SECTION, type Manifest } from "../../src/wasm/abi.ts";

export const FAKE_BATCH = 4;
const IMAGES = 256;
const LABELS = 512;
const OUTPUTS = 576;
const MEAN = 640;
const INVERSE = 648;
const WEIGHTS = 704;
const MOMENTUM = 768;
const GRADIENT = 832;
const at = (field: keyof typeof CONTROL): string => `(i32.const ${CONTROL[field].offset})`;

const text = `(module
  (memory (export "memory") 1 1000)
  (data (i32.const ${INVERSE}) "\\00\\00\\80\\3f")
  (data ${at("rate")} "\\cd\\cc\\cc\\3d")
  (data ${at("totalEpochs")} "\\03\\00\\00\\00")
  (data ${at("batch")} "\\04\\00\\00\\00")
  (func $rewind (export "rewind") (local $i i32)
    (i32.store ${at("step")} (i32.const 0)) (i32.store ${at("epoch")} (i32.const 0)) (i32.store ${at("position")} (i32.const 0))
    (loop $l
      (f32.store (i32.add (i32.const ${MOMENTUM}) (local.get $i)) (f32.const 0))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 48)))))
  (func (export "initialize") (local $i i32)
    (call $rewind)
    (loop $l
      (f32.store (i32.add (i32.const ${WEIGHTS}) (local.get $i))
        (f32.sub (f32.div (f32.convert_i32_u (i32.rem_u (i32.mul (i32.add (i32.load ${at("seedLow")}) (local.get $i)) (i32.const 2654435761)) (i32.const 1000))) (f32.const 1000)) (f32.const 0.5)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 48)))))
  (func $pixel (param $i i32) (param $p i32) (result f32)
    (f32.mul (f32.load (i32.const ${INVERSE})) (f32.sub (f32.load (i32.add (i32.const ${IMAGES}) (i32.add (i32.mul (local.get $i) (i32.const 16)) (local.get $p)))) (f32.load (i32.const ${MEAN})))))
  (func $predict (export "predict") (param $n i32) (local $i i32) (local $k i32) (local $p i32) (local $s f32)
    (loop $li (local.set $k (i32.const 0))
      (loop $lk (local.set $p (i32.const 0)) (local.set $s (f32.const 0))
        (loop $lp
          (local.set $s (f32.add (local.get $s) (f32.mul (call $pixel (local.get $i) (local.get $p))
            (f32.load (i32.add (i32.const ${WEIGHTS}) (i32.add (i32.mul (local.get $k) (i32.const 16)) (local.get $p)))))))
          (br_if $lp (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 4))) (i32.const 16))))
        (f32.store (i32.add (i32.const ${OUTPUTS}) (i32.add (i32.mul (local.get $i) (i32.const 12)) (i32.mul (local.get $k) (i32.const 4)))) (local.get $s))
        (br_if $lk (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 3))))
      (br_if $li (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
  (func $score (param $n i32) (param $gradients i32) (local $i i32) (local $k i32) (local $p i32) (local $d f32) (local $best f32) (local $winner i32) (local $o f32) (local $a i32)
    (call $predict (local.get $n))
    (loop $z (f32.store (i32.add (i32.const ${GRADIENT}) (local.get $p)) (f32.const 0))
      (br_if $z (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 4))) (i32.const 48))))
    (loop $li (local.set $k (i32.const 0)) (local.set $best (f32.const -inf)) (local.set $winner (i32.const 0))
      (loop $lk (local.set $p (i32.const 0))
        (local.set $o (f32.load (i32.add (i32.const ${OUTPUTS}) (i32.add (i32.mul (local.get $i) (i32.const 12)) (i32.mul (local.get $k) (i32.const 4))))))
        (if (f32.gt (local.get $o) (local.get $best)) (then (local.set $best (local.get $o)) (local.set $winner (local.get $k))))
        (local.set $d (f32.sub (local.get $o) (f32.convert_i32_u (f32.eq (f32.load (i32.add (i32.const ${LABELS}) (i32.mul (local.get $i) (i32.const 4)))) (f32.convert_i32_u (local.get $k))))))
        (f64.store ${at("lossSum")} (f64.add (f64.load ${at("lossSum")}) (f64.promote_f32 (f32.mul (f32.const 0.5) (f32.mul (local.get $d) (local.get $d))))))
        (if (local.get $gradients) (then (loop $lp
          (local.set $a (i32.add (i32.const ${GRADIENT}) (i32.add (i32.mul (local.get $k) (i32.const 16)) (local.get $p))))
          (f32.store (local.get $a) (f32.add (f32.load (local.get $a)) (f32.div (f32.mul (local.get $d) (call $pixel (local.get $i) (local.get $p))) (f32.convert_i32_u (local.get $n)))))
          (br_if $lp (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 4))) (i32.const 16))))))
        (br_if $lk (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 3))))
      (i32.store ${at("correct")} (i32.add (i32.load ${at("correct")}) (f32.eq (f32.load (i32.add (i32.const ${LABELS}) (i32.mul (local.get $i) (i32.const 4)))) (f32.convert_i32_u (local.get $winner)))))
      (i32.store ${at("seen")} (i32.add (i32.load ${at("seen")}) (i32.const 1)))
      (br_if $li (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
  (func $update (local $p i32) (local $m f32)
    (f32.store ${at("currentRate")} (f32.load ${at("rate")}))
    (loop $l
      (local.set $m (f32.add (f32.mul (f32.const 0.9) (f32.load (i32.add (i32.const ${MOMENTUM}) (local.get $p)))) (f32.load (i32.add (i32.const ${GRADIENT}) (local.get $p)))))
      (f32.store (i32.add (i32.const ${MOMENTUM}) (local.get $p)) (local.get $m))
      (f32.store (i32.add (i32.const ${WEIGHTS}) (local.get $p)) (f32.sub (f32.load (i32.add (i32.const ${WEIGHTS}) (local.get $p))) (f32.mul (f32.load ${at("rate")}) (local.get $m))))
      (br_if $l (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 4))) (i32.const 48))))
    (i32.store ${at("step")} (i32.add (i32.load ${at("step")}) (i32.const 1))))
  (func (export "step") (param $n i32) (param $do i32)
    (call $score (local.get $n) (i32.const 1))
    (if (local.get $do) (then (call $update))))
  (func $fetch (param $set i32) (param $to i32) (param $from i32) (local $p i32) (local $v f32) (local $base i32)
    (local.set $base (i32.add (i32.const 64) (i32.mul (local.get $set) (i32.const 16))))
    (loop $l
      (if (i32.load offset=12 (local.get $base))
        (then (local.set $v (f32.load (i32.add (i32.load (local.get $base)) (i32.mul (i32.const 4) (i32.add (i32.mul (local.get $from) (i32.const 4)) (local.get $p)))))))
        (else (local.set $v (f32.div (f32.convert_i32_u (i32.load8_u (i32.add (i32.load (local.get $base)) (i32.add (i32.mul (local.get $from) (i32.const 4)) (local.get $p))))) (f32.const 255)))))
      (f32.store (i32.add (i32.const ${IMAGES}) (i32.add (i32.mul (local.get $to) (i32.const 16)) (i32.mul (local.get $p) (i32.const 4)))) (local.get $v))
      (br_if $l (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 1))) (i32.const 4))))
    (f32.store (i32.add (i32.const ${LABELS}) (i32.mul (local.get $to) (i32.const 4))) (f32.convert_i32_u (i32.load8_u (i32.add (i32.load offset=4 (local.get $base)) (local.get $from))))))
  (func $shuffle (local $i i32)
    (if (i32.eq (i32.load ${at("orderEpoch")}) (i32.load ${at("epoch")})) (then (return)))
    (loop $l
      (i32.store (i32.add (i32.load ${at("order")}) (i32.mul (i32.const 4) (local.get $i)))
        (i32.rem_u (i32.add (i32.add (i32.load ${at("epoch")}) (i32.load ${at("seedLow")})) (local.get $i)) (i32.load ${at("set0Count")})))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.load ${at("set0Count")}))))
    (i32.store ${at("orderEpoch")} (i32.load ${at("epoch")})))
  (func (export "fit") (param $steps i32) (result i32) (local $done i32) (local $n i32) (local $i i32) (local $before f64)
    (call $shuffle)
    (block $out (loop $more
      (br_if $out (i32.ge_u (local.get $done) (local.get $steps)))
      (local.set $n (i32.sub (i32.load ${at("set0Count")}) (i32.load ${at("position")})))
      (if (i32.gt_u (local.get $n) (i32.load ${at("batch")})) (then (local.set $n (i32.load ${at("batch")}))))
      (local.set $i (i32.const 0))
      (loop $l
        (call $fetch (i32.const 0) (local.get $i) (i32.load (i32.add (i32.load ${at("order")}) (i32.mul (i32.const 4) (i32.add (i32.load ${at("position")}) (local.get $i))))))
        (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
      (local.set $before (f64.load ${at("lossSum")}))
      (call $score (local.get $n) (i32.const 1))
      (if (f64.ne (f64.sub (f64.load ${at("lossSum")}) (f64.load ${at("lossSum")})) (f64.const 0))
        (then (i32.store ${at("diverged")} (i32.const 1)) (br $out)))
      (call $update)
      (local.set $done (i32.add (local.get $done) (i32.const 1)))
      (i32.store ${at("position")} (i32.add (i32.load ${at("position")}) (local.get $n)))
      (if (i32.ge_u (i32.load ${at("position")}) (i32.load ${at("set0Count")})) (then
        (i32.store ${at("position")} (i32.const 0))
        (i32.store ${at("epoch")} (i32.add (i32.load ${at("epoch")}) (i32.const 1)))
        (br $out)))
      (br $more)))
    (local.get $done))
  (func (export "evaluate") (param $set i32) (param $from i32) (param $count i32) (local $n i32) (local $i i32)
    (loop $more
      (local.set $n (select (i32.const 4) (local.get $count) (i32.gt_u (local.get $count) (i32.const 4))))
      (local.set $i (i32.const 0))
      (loop $l
        (call $fetch (local.get $set) (local.get $i) (i32.add (local.get $from) (local.get $i)))
        (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
      (call $score (local.get $n) (i32.const 0))
      (local.set $from (i32.add (local.get $from) (local.get $n)))
      (br_if $more (local.tee $count (i32.sub (local.get $count) (local.get $n)))))))
`;

const MANIFEST: Manifest = {
  abi: ABI_VERSION,
  language: "1",
  compiler: "by hand",
  model: "Fake",
  source: "0".repeat(64),
  batch: FAKE_BATCH,
  lanes: 1,
  training: true,
  input: [2, 2, 1],
  output: [3],
  recipe: { epochs: 3, batch: 4, seed: 1, rate: 0.1, loss: "mse", optimizer: "sgd", schedule: "constant" },
  parameters: [{ name: "fc1.weight", shape: [3, 4], offset: WEIGHTS, bytes: 48 }],
  states: [{ name: "fc1.weight.momentum", shape: [3, 4], offset: MOMENTUM, bytes: 48 }],
  gradients: [{ name: "fc1.weight", shape: [3, 4], offset: GRADIENT, bytes: 48 }],
  activations: [
    { name: "fc1", shape: [3], offset: OUTPUTS, lanes: 1, block: 12, strides: [4] },
    // The images themselves, as if they were two channels of two pixels: image b, value v at 16·b + 4·v.
    { name: "pairs", shape: [2, 1, 2], offset: IMAGES, lanes: 1, block: 16, strides: [8, 8, 4] },
  ],
  control: { offset: 0, bytes: 128 },
  regions: {
    images: { offset: IMAGES, bytes: 64 },
    labels: { offset: LABELS, bytes: 16 },
    outputs: { offset: OUTPUTS, bytes: 48 },
    mean: { offset: MEAN, bytes: 4 },
    inverseStd: { offset: INVERSE, bytes: 4 },
  },
  memory: { bytes: 1024, map: [] },
  features: [],
};

/** The module; `changes` replace parts of its manifest. */
export function buildFakeModule(changes: Partial<Manifest> = {}): Uint8Array<ArrayBuffer> {
  const module = binaryen.parseText(text);
  module.addCustomSection(MANIFEST_SECTION, new TextEncoder().encode(JSON.stringify({ ...MANIFEST, ...changes })));
  if (!module.validate()) throw new Error("the module by hand is not valid");
  const bytes = Uint8Array.from(module.emitBinary());
  module.dispose();
  return bytes;
}
