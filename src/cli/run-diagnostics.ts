/** What can be wrong with a run folder that was moved or edited. */
import { defineDiagnostic } from "../diagnostics/diagnostic.ts";

export const dataElsewhere = defineDiagnostic({
  code: "run/data-not-found",
  severity: "error",
  title: "the data of a run are no longer where they were",
  explanation:
    "A run keeps the place of its data twice: as an absolute path, and as it is seen from the run folder, so that both can be moved " +
    "together. The notes list where it looked. `--data FOLDER` says where the data are now.",
});

export const programChanged = defineDiagnostic({
  code: "run/program-changed",
  severity: "warning",
  title: "the program in the run folder is not the one that was trained",
  explanation:
    "`run.json` holds the SHA-256 of the program that a run was trained from. `model.cnn` in the folder is another text now. The module " +
    "and the weights are those of the training and do not follow it: put the text back, or train the new one into another folder.",
});
