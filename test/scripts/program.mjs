// Stands in for one program of the chatbot: notes its settings, answers /readyz, and notes its end.
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const name = process.env.PROGRAM ?? process.cwd().split('/').at(-1);
const state = process.env.STATE;
const known = /^(HOST|PORT|[A-Z]+_(URL|KEY_FILE))$/;
const settings = Object.fromEntries(Object.entries(process.env).filter(([key]) => known.test(key)));
writeFileSync(`${state}/${name}.json`, JSON.stringify({ pid: process.pid, ...settings }));
console.log(`${name} says hello`);
if (existsSync(`${state}/${name}.breaks`)) process.exit(4);

const server = createServer((request, response) => {
  const ready = request.url === '/readyz' && !existsSync(`${state}/${name}.unready`);
  response.writeHead(ready ? 200 : 503).end();
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => {
  appendFileSync(`${state}/ended`, `${name} `);
  process.exit(0);
});
