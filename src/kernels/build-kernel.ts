/**
 * A kernel while it is made: its buffers and tables, names not used before, the layouts of its tensors. For the lowerings,
 * which fill it; decides nothing about order or tiles.
 */
import type { Tensor } from "../ir/tensor.ts";
import { FIRST_IMAGE, type Kernel, type Statement, type Table } from "./kernel.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { visitAddresses } from "./visit-addresses.ts";

export interface KernelBuilder {
  readonly lanes: number;
  layout(tensor: Tensor): Layout;
  buffer(of: Tensor): number;
  scratch(bytes: number): number;
  table(table: Table): number;
  /** A loop or register name not used before. */
  fresh(name: string): string;
  finish(name: string, call: Kernel["call"], body: readonly Statement[], macs: number): Kernel;
}

export function createKernelBuilder(lanes: number): KernelBuilder {
  const buffers: (Tensor | { readonly scratch: number })[] = [];
  const tables: Table[] = [];
  const names = new Map<string, number>([[FIRST_IMAGE, 1]]);
  const layouts = new Map<Tensor, Layout>();
  return {
    lanes,
    layout(tensor) {
      let layout = layouts.get(tensor);
      if (!layout) layouts.set(tensor, (layout = layoutOf(tensor, lanes)));
      return layout;
    },
    buffer(of) {
      const at = buffers.indexOf(of);
      return at >= 0 ? at : buffers.push(of) - 1;
    },
    scratch(bytes) {
      return buffers.push({ scratch: bytes }) - 1;
    },
    table(table) {
      const text = JSON.stringify(table);
      const at = tables.findIndex((t) => JSON.stringify(t) === text);
      return at >= 0 ? at : tables.push(table) - 1;
    },
    fresh(name) {
      const count = names.get(name) ?? 0;
      names.set(name, count + 1);
      return count === 0 ? name : `${name}.${count}`;
    },
    finish(name, call, body, macs) {
      const reads = new Set<Tensor>();
      const writes = new Set<Tensor>();
      visitAddresses(body, (address, write) => {
        const buffer = buffers[address.buffer]!;
        if (!("scratch" in buffer)) (write ? writes : reads).add(buffer);
      });
      return {
        name,
        call,
        buffers,
        tables,
        firstImage: call === "block" && usesFirst(body),
        body,
        macs,
        reads: [...reads],
        writes: [...writes],
      };
    },
  };
}

function usesFirst(body: readonly Statement[]): boolean {
  return JSON.stringify(body).includes(JSON.stringify(FIRST_IMAGE));
}
