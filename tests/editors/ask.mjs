// Asks the JSON language server of VS Code, as an editor would, about some texts.
//
//     node ask.mjs NODE_MODULES FOLDER < questions.json
//
// FOLDER is the project whose settings say which schema a file has. A question is a file name and
// a text, in which "|" marks the cursor, if it has one; the answers come as one JSON array.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, folder] = process.argv.slice(2);
const load = createRequire(`${modules}/`);
const { getLanguageService, TextDocument } = load("vscode-json-languageservice");

const { settings, questions } = JSON.parse(readFileSync(0, "utf8"));
const project = `${pathToFileURL(folder).href}/`;
const service = getLanguageService({
  schemaRequestService: async (uri) => readFileSync(new URL(uri), "utf8"),
  workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
});
service.configure({
  validate: true,
  schemas: settings.map(({ fileMatch, url }) => ({ fileMatch, uri: new URL(url, project).href })),
});

async function answer({ file, text }) {
  const cursor = text.indexOf("|");
  const written = cursor < 0 ? text : text.replace("|", "");
  const document = TextDocument.create(new URL(file, project).href, "json", 1, written);
  const parsed = service.parseJSONDocument(document);
  const found = await service.doValidation(document, parsed);
  const diagnostics = found.map(({ range, message }) => [document.getText(range), message]);
  if (cursor < 0) return { diagnostics };
  const position = document.positionAt(cursor);
  const offered = await service.doComplete(document, position, parsed);
  const hover = await service.doHover(document, position, parsed);
  return {
    diagnostics,
    offered: offered.items.map((item) => [item.label, item.detail ?? "", item.documentation ?? ""]),
    hover: hover ? String(hover.contents) : "",
  };
}

console.log(JSON.stringify(await Promise.all(questions.map(answer))));
