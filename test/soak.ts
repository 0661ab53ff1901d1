/**
 * How much of a long test the everyday run takes: a tenth. `npm run test:soak` (and with it `.ci/run`) takes all of it. Takes a
 * count, gives the count for this run.
 */
export const isSoak = process.env.CNNC_SOAK === "1";

export function share(count: number): number {
  return isSoak ? count : Math.ceil(count / 10);
}
