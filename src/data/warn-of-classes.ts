/**
 * What is dubious about the classes of a set: pure, from the counts of its parts. Takes a reading without warnings, and the outputs
 * of the network where it is known; returns warnings in a fixed order. Errors are `check-dataset.ts`.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { classLacking, fewerClasses, singleClass, smallPart } from "./diagnostics.ts";
import { partText } from "./part-names.ts";
import type { Reading } from "./reading.ts";

const FEW_IMAGES = 10;
const NAMES_SHOWN = 8;

export function warnOfClasses(reading: Omit<Reading, "warnings">): readonly Diagnostic[] {
  const { source, parts, classNames, labelShape } = reading;
  const train = parts.find(({ part }) => part === "train");
  const present = train?.classes.filter((count) => count > 0).length ?? 0;
  const found: Diagnostic[] = [];
  if (train !== undefined && present === 1) {
    const name = classNames[train.classes.findIndex((count) => count > 0)];
    const message = `all ${train.count} training images of ${source} are of one class, ${name}`;
    const help = "give a folder, a column or an array of labels with two classes or more";
    found.push(singleClass({ message: labelShape ? message.replace("images", "maps") : message, help }));
  }
  const nowhere = classNames.filter((_, k) => parts.every(({ classes }) => !classes[k]));
  if (nowhere.length > 0) {
    const message = `${listed(nowhere)} ${nowhere.length === 1 ? "has" : "have"} no image in ${source}`;
    const counts =
      nowhere.length === 1 && nowhere[0] === "0" ? { help: "subtract 1 from each label if they count from 1" } : {};
    found.push(classLacking({ message, ...counts }));
  }
  for (const { part, classes } of parts) {
    const lacking = classNames.filter((name, k) => !classes[k] && !nowhere.includes(name));
    if (lacking.length === 0) continue;
    const message = `${listed(lacking)} ${lacking.length === 1 ? "has" : "have"} no ${partText(part)} image in ${source}`;
    found.push(
      classLacking({
        message,
        notes: [part === "train" ? "what training lacks is never learned" : "what a part lacks is not measured there"],
      }),
    );
  }
  for (const { part, count } of parts) {
    if (count >= FEW_IMAGES) continue;
    const share = (100 / count).toFixed(0);
    const message = `the ${partText(part)} part of ${source} has ${count === 1 ? "1 image" : `${count} images`}`;
    found.push(smallPart({ message, notes: [`one image is ${share}% of its accuracy`] }));
  }
  return found;
}

/** `outputs`: of the network, for one label. */
export function warnOfOutputs({ source, classNames }: Reading, outputs: number): readonly Diagnostic[] {
  if (classNames.length >= outputs) return [];
  const message = `${source} has ${classNames.length} classes, the network has ${outputs} outputs`;
  const [first, last] = [classNames.length, outputs - 1];
  const idle =
    first === last ? `output ${first} (counted from 0) has` : `outputs ${first} to ${last} (counted from 0) have`;
  const notes = [`${idle} no class`];
  return [fewerClasses({ message, notes, help: `give the last layer ${classNames.length} outputs` })];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(", ");
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
  return `${names.length === 1 ? "class" : "classes"} ${shown}${more}`;
}
