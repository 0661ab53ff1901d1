/**
 * Numbers as people read them. Takes numbers, returns text; pure, in one fixed notation whatever the machine's language.
 */

/** `0.9906` → `99.06%` */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(2)}%` : "-";
}

/** `61706` → `61,706` */
export function thousands(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Four significant digits, no exponent for everyday sizes. */
export function decimal(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6)
    ? value.toExponential(3)
    : value.toPrecision(4);
}

/** `75` → `1 min 15 s` */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "-";
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** `41_000` → `40.0 KiB` */
export function bytes(count: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(count, 1)) / 10));
  return power === 0 ? `${count} B` : `${(count / 1024 ** power).toFixed(1)} ${units[power]}`;
}
