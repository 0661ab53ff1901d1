/**
 * `cnnc/runtime`: loads a compiled module and runs it, in Node and in pages. Takes no compiler with it: imports nothing
 * outside this folder but `wasm/abi.ts`.
 */
export type {
  ChannelLevels,
  ImageStatistics,
  Manifest,
  ManifestTensor,
  OutputMeaning,
  Preparation,
  Spread,
} from "../wasm/abi.ts";
export type { WhichWeights } from "./checkpoint.ts";
export type { Batch, BatchSource, Dataset, Images, Labels } from "./dataset.ts";
export type { BestEpoch } from "./early-stop.ts";
export { RuntimeError, type ErrorFacts, type RuntimeErrorCode } from "./errors.ts";
export type { EvaluateOptions, Evaluation } from "./evaluate.ts";
export type { EpochResult, FitOptions, FitResult, Progress } from "./fit-options.ts";
export { load, type ModuleSource } from "./load.ts";
export { readManifest } from "./manifest.ts";
export { type ShownOutputs, showOutputs } from "./outputs.ts";
export type { NamedNet, Net, NetNames, Position } from "./net.ts";
export type { ChannelStatistics } from "./normalize.ts";
export type { StoredTensor } from "./safetensors.ts";
export type { Activation, TensorMap, TensorView } from "./tensors.ts";
export type { StepOptions, StepResult } from "./train-step.ts";
export type { Mistake } from "./worst-mistakes.ts";
