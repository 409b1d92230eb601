// Asks a real YAML language server what an editor shows with the schemas that `holdpoint schema` prints: what it completes at a
// place, and where it marks a mistake. Run it with `just editor`; it ends with status 1 when an answer is not the expected one.
//
//   node check.mjs [PROGRAM]        PROGRAM is the holdpoint to ask, ../target/debug/holdpoint when left out

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const program = resolve(process.argv[2] ?? join(here, "../target/debug/holdpoint"));
const server = join(here, "../target/editor/node_modules/yaml-language-server/bin/yaml-language-server");

/** A language server that is spoken to over its standard input and output. */
class Server {
    constructor() {
        this.process = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
        this.process.stdout.on("data", (data) => this.#read(data));
        this.buffer = Buffer.alloc(0);
        this.next = 1;
        this.waiting = new Map();
        this.marked = new Map();
    }

    send(message) {
        const body = JSON.stringify({ jsonrpc: "2.0", ...message });
        this.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    }

    ask(method, params) {
        const id = this.next++;
        this.send({ id, method, params });
        return new Promise((done, failed) => {
            const timer = setTimeout(() => failed(new Error(`no answer to ${method}`)), 60_000);
            this.waiting.set(id, (answer) => (clearTimeout(timer), done(answer)));
        });
    }

    tell(method, params) {
        this.send({ method, params });
    }

    /** The problems of a document, once the server has sent them. */
    async problems(uri) {
        for (let n = 0; n < 600 && !this.marked.has(uri); n++) await new Promise((go) => setTimeout(go, 50));
        if (!this.marked.has(uri)) throw new Error(`no problems came for ${uri}`);
        return this.marked.get(uri);
    }

    #read(data) {
        this.buffer = Buffer.concat([this.buffer, data]);
        for (;;) {
            const end = this.buffer.indexOf("\r\n\r\n");
            if (end < 0) return;
            const length = Number(/Content-Length: (\d+)/i.exec(this.buffer.subarray(0, end).toString())[1]);
            if (this.buffer.length < end + 4 + length) return;
            const message = JSON.parse(this.buffer.subarray(end + 4, end + 4 + length).toString());
            this.buffer = this.buffer.subarray(end + 4 + length);
            this.#take(message);
        }
    }

    #take(message) {
        if (message.method && message.id !== undefined) {
            // The server asks for settings; every part it asks for stays as it is by default.
            const result = message.method === "workspace/configuration" ? message.params.items.map(() => null) : null;
            this.send({ id: message.id, result });
        } else if (message.method === "textDocument/publishDiagnostics") {
            this.marked.set(message.params.uri, message.params.diagnostics);
        } else if (message.id !== undefined) {
            this.waiting.get(message.id)?.(message);
            this.waiting.delete(message.id);
        }
    }
}

const CURSOR = "‸";

/** Where a text begins in another one, as the protocol counts. */
function position(text, offset) {
    const lines = text.slice(0, offset).split("\n");
    return { line: lines.length - 1, character: lines.at(-1).length };
}

async function main() {
    const folder = mkdtempSync(join(tmpdir(), "holdpoint-editor-"));
    const lsp = new Server();
    const failures = [];
    let asked = 0;
    try {
        execFileSync(program, ["init", "acme", "--area", "loyalty=Loyalty programme"], { cwd: folder, stdio: "ignore" });
        for (const kind of ["release", "site", "update"]) {
            const schema = execFileSync(program, ["schema", kind, "--policy", "acme"], { cwd: folder, maxBuffer: 1 << 26 });
            writeFileSync(join(folder, `acme/editor/${kind}.schema.json`), schema);
        }
        await lsp.ask("initialize", {
            processId: process.pid,
            rootUri: pathToFileURL(folder).href,
            capabilities: {
                textDocument: { completion: { completionItem: { snippetSupport: false } }, publishDiagnostics: {} },
                workspace: { configuration: true },
            },
            initializationOptions: {},
        });
        lsp.tell("initialized", {});
        const cases = readdirSync(join(here, "cases")).filter((name) => name.endsWith(".json")).sort();
        for (const file of cases) {
            for (const [number, probe] of JSON.parse(readFileSync(join(here, "cases", file), "utf8")).entries()) {
                asked++;
                const why = await ask(lsp, join(folder, "acme"), `${file.replace(".json", "")}-${number}.yaml`, probe);
                if (why) failures.push(`${file}: ${probe.name}\n    ${why}`);
                else console.log(`✓ ${file}: ${probe.name}`);
            }
        }
        await lsp.ask("shutdown");
        lsp.tell("exit");
    } finally {
        lsp.process.kill();
        rmSync(folder, { recursive: true, force: true });
    }
    for (const failure of failures) console.log(`✗ ${failure}`);
    console.log(`${asked - failures.length} passed, ${failures.length} failed`);
    process.exitCode = failures.length === 0 && asked > 0 ? 0 : 1;
}

/** Asks about one document; gives what is wrong with the answer. */
async function ask(lsp, folder, name, probe) {
    const head = `# yaml-language-server: $schema=editor/${probe.schema}.schema.json\n`;
    const written = head + probe.text.join("\n") + "\n";
    const at = written.indexOf(CURSOR);
    const text = written.replace(CURSOR, "");
    const path = join(folder, name);
    writeFileSync(path, text);
    const uri = pathToFileURL(path).href;
    lsp.tell("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
    if (at >= 0) {
        const answer = await lsp.ask("textDocument/completion", { textDocument: { uri }, position: position(written, at) });
        if (answer.error) return `the server failed: ${JSON.stringify(answer.error)}`;
        const items = answer.result?.items ?? answer.result ?? [];
        const labels = items.map((item) => item.label.trim());
        const lacks = (probe.offers ?? []).filter((label) => !labels.includes(label));
        const excess = (probe.without ?? []).filter((label) => labels.includes(label));
        if (lacks.length > 0) return `lacks ${lacks.join(", ")}; it offers ${labels.slice(0, 12).join(", ") || "nothing"}`;
        if (excess.length > 0) return `offers ${excess.join(", ")}, which does not belong there`;
        if (!probe.marks) return;
    }
    const problems = await lsp.problems(uri);
    const shown = problems.map((p) => `${JSON.stringify(slice(text, p.range))} (${p.message})`);
    for (const mark of probe.marks ?? []) {
        if (!problems.some((p) => slice(text, p.range) === mark)) return `does not mark ${mark}; it marks ${shown.join(", ") || "nothing"}`;
    }
    if (problems.length > (probe.marks ?? []).length) return `marks too much: ${shown.join(", ")}`;
}

function slice(text, { start, end }) {
    const lines = text.split("\n");
    if (start.line === end.line) return lines[start.line].slice(start.character, end.character);
    return [lines[start.line].slice(start.character), "…"].join("");
}

await main();
