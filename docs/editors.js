/**
 * Editors and how each is told of cnnc: one table, of which `npm run generate` makes a page per editor in `docs/editors/`. The parts
 * marked `run` are what the suite `test/slow/editors` gives to the editor; what was never run says so. Takes nothing.
 */

/**
 * @typedef {object} Part A file of the user's.
 * @property {string} where
 * @property {string} language
 * @property {string} text
 *
 * @typedef {object} Editor
 * @property {string} id Name of its page.
 * @property {string} name
 * @property {string} needs
 * @property {string} tried With which version and how, or that it was not.
 * @property {readonly Part[]} parts
 * @property {string} files How the editor knows the files.
 * @property {string} hints How inlay hints are switched on and off.
 * @property {string} formatting On saving.
 * @property {string} colors
 * @property {readonly string[]} [notes]
 */

const SUITE = "by the suite `npm run test:editors`: it attaches, shows a diagnostic and a hover, and formats";
const NOT_TRIED = "Not tried: written from the editor's documentation.";

/** @type {readonly Editor[]} */
export const editors = [
  {
    id: "vscode",
    name: "VS Code",
    needs: "VS Code 1.91 or newer, or an editor made of it",
    tried:
      "Its package is unpacked, activated in an editor without a window and used by a test each day (`test/editor/vscode`); in VS Code itself it was not tried.",
    parts: [
      {
        where: "a terminal, in a clone of cnnc",
        language: "sh",
        text: "npm run build:vsix\ncode --install-extension dist/cnnc.vsix\n",
      },
    ],
    files: "The extension knows `.cnn`.",
    hints:
      "On: the size at the end of each stage's line. `cnnc.inlayHints.shapes` and `cnnc.inlayHints.parameters` switch ours, `editor.inlayHints.enabled` all.",
    formatting: 'In the settings: `"[cnn]": { "editor.formatOnSave": true }`.',
    colors: "By the TextMate grammar, and by the server's semantic tokens.",
    notes: [
      "The language server is in the package: nothing else is needed, but for training, which takes the project's own `cnnc`.",
    ],
  },
  {
    id: "neovim",
    name: "Neovim",
    needs: "Neovim 0.11 or newer, and `cnnc` on the `PATH`",
    tried: "Not run: no Neovim of this version was at hand. The page for 0.7 was.",
    parts: [
      {
        where: "`init.lua`",
        language: "lua",
        text: `vim.filetype.add({ extension = { cnn = "cnn" } })
vim.lsp.config("cnnc", {
  cmd = { "cnnc", "lsp" },
  filetypes = { "cnn" },
  root_markers = { "package.json", ".git" },
})
vim.lsp.enable("cnnc")

vim.api.nvim_create_autocmd("LspAttach", {
  callback = function(args)
    local client = vim.lsp.get_client_by_id(args.data.client_id)
    if client and client.name == "cnnc" then
      vim.lsp.inlay_hint.enable(true, { bufnr = args.buf })
    end
  end,
})
vim.api.nvim_create_autocmd("BufWritePre", {
  pattern = "*.cnn",
  callback = function(args)
    vim.lsp.buf.format({ bufnr = args.buf, name = "cnnc" })
  end,
})
vim.api.nvim_create_autocmd("FileType", {
  pattern = "cnn",
  callback = function()
    vim.bo.commentstring = "// %s"
    vim.bo.shiftwidth = 2
    vim.bo.expandtab = true
  end,
})
`,
      },
    ],
    files: "By `vim.filetype.add`.",
    hints:
      "Off by default in Neovim: `vim.lsp.inlay_hint.enable(true, …)` above switches them on; leave it out to have none.",
    formatting: "The `BufWritePre` above.",
    colors: "By the server's semantic tokens, from Neovim 0.9 on by themselves.",
  },
  {
    id: "neovim-0.7",
    name: "Neovim 0.7 to 0.10",
    needs: "Neovim 0.7 or newer, and `cnnc` on the `PATH`",
    tried: `Run headless with Debian's Neovim 0.7.2 ${SUITE}.`,
    parts: [
      {
        where: "`init.lua`",
        language: "lua",
        text: `vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
  pattern = "*.cnn",
  callback = function()
    vim.bo.filetype = "cnn"
  end,
})

local client
vim.api.nvim_create_autocmd("FileType", {
  pattern = "cnn",
  callback = function(args)
    vim.bo.commentstring = "// %s"
    vim.bo.shiftwidth = 2
    vim.bo.expandtab = true
    if client == nil or vim.lsp.client_is_stopped(client) then
      client = vim.lsp.start_client({
        name = "cnnc",
        cmd = { "cnnc", "lsp" },
        root_dir = vim.fn.fnamemodify(args.file, ":p:h"),
      })
    end
    vim.lsp.buf_attach_client(args.buf, client)
    vim.keymap.set("n", "K", vim.lsp.buf.hover, { buffer = args.buf })
  end,
})
vim.api.nvim_create_autocmd("BufWritePre", {
  pattern = "*.cnn",
  callback = function()
    -- Neovim 0.8 has another name for it.
    local format = vim.lsp.buf.format or vim.lsp.buf.formatting_sync
    format()
  end,
})
`,
      },
    ],
    files: "By the first of the autocommands.",
    hints: "Neovim has none before 0.10; there `vim.lsp.inlay_hint.enable()` switches them on.",
    formatting: "The `BufWritePre` above.",
    colors: "By the server's semantic tokens from Neovim 0.9 on; before, none.",
  },
  {
    id: "emacs",
    name: "Emacs",
    needs: "Emacs 28 with eglot (Debian: `elpa-eglot`), or Emacs 29, which brings it; and `cnnc` on the `PATH`",
    tried: `Run in batch with Debian's Emacs 28.2 and eglot 1.9 ${SUITE}.`,
    parts: [
      {
        where: "`init.el`",
        language: "elisp",
        text: `(define-derived-mode cnn-mode prog-mode "cnn"
  "Convolutional networks."
  (setq-local comment-start "// "
              comment-end ""
              indent-tabs-mode nil
              tab-width 2))
(modify-syntax-entry ?/ ". 124b" cnn-mode-syntax-table)
(modify-syntax-entry ?* ". 23" cnn-mode-syntax-table)
(modify-syntax-entry ?\\n "> b" cnn-mode-syntax-table)
(add-to-list 'auto-mode-alist '("\\\\.cnn\\\\'" . cnn-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(cnn-mode . ("cnnc" "lsp"))))
(add-hook 'cnn-mode-hook #'eglot-ensure)

(defun cnn-format-before-save ()
  (when (and (fboundp 'eglot-managed-p) (eglot-managed-p))
    (eglot-format-buffer)))
(add-hook 'cnn-mode-hook
          (lambda () (add-hook 'before-save-hook #'cnn-format-before-save nil t)))
`,
      },
    ],
    files: "By `auto-mode-alist`.",
    hints:
      "From eglot 1.12 (Emacs 29) on, and on by default: `eglot-inlay-hints-mode` switches them. Eglot 1.9 has none.",
    formatting: "`cnn-format-before-save` above; `M-x eglot-format-buffer` by hand.",
    colors: "Comments and strings by the mode; the rest by the server's semantic tokens, from Emacs 31 on.",
  },
  {
    id: "helix",
    name: "Helix",
    needs: "Helix 23.10 or newer, and `cnnc` on the `PATH`",
    tried: NOT_TRIED,
    parts: [
      {
        where: "`~/.config/helix/languages.toml`",
        language: "toml",
        text: `[language-server.cnnc]
command = "cnnc"
args = ["lsp"]

[[language]]
name = "cnn"
scope = "source.cnn"
file-types = ["cnn"]
roots = ["package.json"]
comment-token = "//"
block-comment-tokens = { start = "/*", end = "*/" }
indent = { tab-width = 2, unit = "  " }
language-servers = ["cnnc"]
auto-format = true
`,
      },
      {
        where: "`~/.config/helix/config.toml`",
        language: "toml",
        text: "[editor.lsp]\ndisplay-inlay-hints = true\n",
      },
    ],
    files: "By `file-types`.",
    hints: "Off by default in Helix: `display-inlay-hints` above switches them on.",
    formatting: "`auto-format` above.",
    colors: "None: Helix colors by tree-sitter grammars alone, and cnnc has none.",
    notes: ["`hx --health cnn` says whether the server was found."],
  },
  {
    id: "sublime",
    name: "Sublime Text",
    needs: "Sublime Text 4 with the package LSP, and `cnnc` on the `PATH`",
    tried: NOT_TRIED,
    parts: [
      {
        where: "*Preferences: LSP Settings*",
        language: "json",
        text: `{
  "show_inlay_hints": true,
  "lsp_format_on_save": true,
  "semantic_highlighting": true,
  "clients": {
    "cnnc": {
      "enabled": true,
      "command": ["cnnc", "lsp"],
      "selector": "source.cnn"
    }
  }
}
`,
      },
    ],
    files: "By the grammar, which names `.cnn`.",
    hints: "Off by default: `show_inlay_hints` above, or *LSP: Toggle Inlay Hints*.",
    formatting: "`lsp_format_on_save` above.",
    colors:
      "Copy `grammar/generated/cnn.tmLanguage` of the package `cnnc` into `Packages/User`: the same grammar as for VS Code, in the form that Sublime reads.",
  },
  {
    id: "vim",
    name: "Vim",
    needs: "Vim 9 with vim-lsp or coc.nvim, and `cnnc` on the `PATH`",
    tried: NOT_TRIED,
    parts: [
      {
        where: "`~/.vimrc`, with vim-lsp",
        language: "vim",
        text: `autocmd BufRead,BufNewFile *.cnn setfiletype cnn
autocmd FileType cnn setlocal commentstring=//\\ %s shiftwidth=2 expandtab
autocmd User lsp_setup call lsp#register_server({
    \\ 'name': 'cnnc',
    \\ 'cmd': {server_info->['cnnc', 'lsp']},
    \\ 'allowlist': ['cnn'],
    \\ })
let g:lsp_inlay_hints_enabled = 1
let g:lsp_semantic_enabled = 1
autocmd BufWritePre *.cnn silent! LspDocumentFormatSync
`,
      },
      {
        where: "`coc-settings.json`, with coc.nvim",
        language: "json",
        text: `{
  "languageserver": {
    "cnnc": {
      "command": "cnnc",
      "args": ["lsp"],
      "filetypes": ["cnn"],
      "rootPatterns": ["package.json", ".git"]
    }
  },
  "inlayHint.enable": true,
  "coc.preferences.formatOnSave": true
}
`,
      },
    ],
    files: "By the first line for vim-lsp, which coc.nvim needs too.",
    hints: "vim-lsp: off by default, `g:lsp_inlay_hints_enabled` above. coc.nvim: on by default, `inlayHint.enable`.",
    formatting: "The last line of each.",
    colors: "By the server's semantic tokens, where the plugin is told so.",
  },
  {
    id: "kate",
    name: "Kate",
    needs: "Kate 22.12 or newer with its plugin *LSP Client*, and `cnnc` on the `PATH`",
    tried: NOT_TRIED,
    parts: [
      {
        where: "*Settings, LSP Client, User Server Settings*",
        language: "json",
        text: `{
  "servers": {
    "cnn": {
      "command": ["cnnc", "lsp"],
      "rootIndicationFileNames": ["package.json"],
      "highlightingModeRegex": "^cnn$"
    }
  }
}
`,
      },
      {
        where: "`~/.local/share/org.kde.syntax-highlighting/syntax/cnn.xml`",
        language: "xml",
        text: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE language>
<language name="cnn" version="1" kateversion="5.0" section="Sources" extensions="*.cnn" mimetype="text/x-cnn">
  <highlighting>
    <contexts>
      <context name="Normal" attribute="Normal" lineEndContext="#stay">
        <Detect2Chars attribute="Comment" context="Line" char="/" char1="/"/>
        <Detect2Chars attribute="Comment" context="Block" char="/" char1="*"/>
        <RangeDetect attribute="String" context="#stay" char="&quot;" char1="&quot;"/>
      </context>
      <context name="Line" attribute="Comment" lineEndContext="#pop"/>
      <context name="Block" attribute="Comment" lineEndContext="#stay">
        <Detect2Chars attribute="Comment" context="#pop" char="*" char1="/"/>
      </context>
    </contexts>
    <itemDatas>
      <itemData name="Normal" defStyleNum="dsNormal"/>
      <itemData name="Comment" defStyleNum="dsComment"/>
      <itemData name="String" defStyleNum="dsString"/>
    </itemDatas>
  </highlighting>
  <general>
    <comments>
      <comment name="singleLine" start="//"/>
      <comment name="multiLine" start="/*" end="*/"/>
    </comments>
  </general>
</language>
`,
      },
    ],
    files: "By the second file, which names `*.cnn`; the server is chosen by its name.",
    hints: "*Settings, LSP Client, Client Settings, Show inlay hints*.",
    formatting: "*Settings, LSP Client, Client Settings, Format on save*.",
    colors: "Comments and strings by the second file, the rest by *Enable semantic highlighting*.",
  },
  {
    id: "zed",
    name: "Zed",
    needs: "an extension for Zed, which is not there",
    tried:
      "Not tried, and not supported: Zed takes a language from an extension alone, and its colors from a tree-sitter grammar, which cnnc does not have.",
    parts: [],
    files: 'Not at all; as plain text: `"file_types": { "Plain Text": ["cnn"] }`.',
    hints: "Off by default in Zed; an extension's would be switched on by `inlay_hints.enabled`.",
    formatting: "In the terminal: `cnnc fmt FILE`.",
    colors: "None.",
    notes: ["In a terminal beside it, `cnnc check --watch FILE` says after each save what is wrong."],
  },
];

/** @returns {[path: string, page: string][]} Paths below `docs/editors/`. */
export function editorPages() {
  return [["README.md", overview()], ...editors.map((editor) => [`${editor.id}.md`, pageOf(editor)])];
}

function overview() {
  const rows = editors.map(({ id, name, tried }) => `| [${name}](${id}.md) | ${tried} |`);
  return `# Editors

\`cnnc lsp\` is a language server: it speaks on standard input and output and needs no settings. Any editor with a client for the
language server protocol can start it; these pages say how. Install the command first: \`npm install --global cnnc\`, or give the
path \`node_modules/.bin/cnnc\` of a project.

| editor | tried |
| --- | --- |
${rows.join("\n")}

What an editor can ask for: diagnostics with fixes, hover, the size after each stage as inlay hints, completion, signatures, definitions,
references, rename, symbols, folding, formatting, semantic tokens. Settings are sent as the section \`cnnc\` or as
\`initializationOptions\`: \`inlayHints.shapes\` (true), \`inlayHints.parameters\` (false), \`codeLens\` (true).

## Colors elsewhere

One TextMate grammar, \`grammar/generated/cnn.tmLanguage.json\` of the package, colors \`.cnn\` everywhere. A page colors programs with
[shiki](https://shiki.style):

\`\`\`js
import { readFileSync } from "node:fs";
import { createHighlighter } from "shiki";

const grammar = JSON.parse(readFileSync("node_modules/cnnc/grammar/generated/cnn.tmLanguage.json", "utf8"));
const highlighter = await createHighlighter({ langs: [grammar], themes: ["github-light"] });
const html = highlighter.codeToHtml(program, { lang: "cnn", theme: "github-light" });
\`\`\`

GitHub colors only languages that its list (linguist) has, which takes new ones when some hundreds of repositories use them; \`.cnn\` is not
among them. Until then, \`*.cnn linguist-language=Rust\` in \`.gitattributes\` gives at least comments, strings and numbers their colors.
`;
}

/** @param {Editor} editor */
function pageOf({ name, needs, tried, parts, files, hints, formatting, colors, notes = [] }) {
  const written = parts.map(({ where, language, text }) => `In ${where}:\n\n\`\`\`${language}\n${text}\`\`\`\n`);
  return `# ${name}

- **Needs**: ${needs}.
- **Tried**: ${tried}

${written.join("\n")}
- **Files**: ${files}
- **Inlay hints**: ${hints}
- **Formatting on save**: ${formatting}
- **Colors**: ${colors}

${notes.join("\n\n")}
`;
}
