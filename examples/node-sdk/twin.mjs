// Starts invitro-server on a free port for a test, and stops it.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../../build/release/bin/invitro-server', import.meta.url));

export async function startTwin() {
  const program = process.env.INVITRO_SERVER ?? built;
  const folder = await mkdtemp(join(tmpdir(), 'invitro-'));
  const portFile = join(folder, 'port');
  const flags = ['--port', '0', '--port-file', portFile, '--log-level', 'warn'];
  const server = spawn(program, flags, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  let failure;
  server.once('error', (error) => (failure = error));

  // The file appears, whole, once requests are served.
  let port;
  for (let tries = 0; !port; tries++) {
    if (failure) throw failure;
    if (server.exitCode !== null) throw new Error(`${program} ended with ${server.exitCode}`);
    if (tries === 500) throw new Error(`${program} wrote no port within 10 s`);
    await sleep(20);
    port = (await readFile(portFile, 'utf8').catch(() => '')).trim();
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      server.kill('SIGTERM');
      const code = await ended;
      await rm(folder, { recursive: true });
      return code;
    },
  };
}

/** What no SDK can do: the invited user accepts, time passes. */
export async function control(twin, key, path, body) {
  const answer = await fetch(`${twin.origin}/_mock/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`/_mock/${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
