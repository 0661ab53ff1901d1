import { connectProcess, uriOf } from "./client.ts";
const t0 = performance.now();
const c = await connectProcess([process.execPath, "dist/editor/server.js", "--stdio"]);
const uri = uriOf("/tmp/a.cnn");
c.open(uri, "model Net {\n  input 28x28x1\n  conv 5x5x6 -> relu -> maxpool 3 as used\n  fc 10\n}\n");
const d = await c.diagnostics(uri, 1);
console.log(performance.now() - t0, JSON.stringify(d, null, 1), c.initialized);
await c.stop();
console.log(await c.ended, c.stderr(), c.logged, c.registered);
