-- Run in a headless Neovim that has opened a program: waits for the server, writes what it shows into the file $CNNC_RESULT as JSON.
local result = { nvim = vim.fn.execute("version"):match("NVIM (v[%d.]+)") }
local shown = vim.wait(20000, function()
  return #vim.diagnostic.get(0) > 0
end, 50)
result.attached = #vim.lsp.buf_get_clients(0)
result.filetype = vim.bo.filetype
result.diagnostics = vim.tbl_map(function(each)
  return { message = each.message, line = each.lnum, code = each.code }
end, vim.diagnostic.get(0))

vim.api.nvim_win_set_cursor(0, { 3, 3 })
local params = vim.lsp.util.make_position_params()
local hover = shown and vim.lsp.buf_request_sync(0, "textDocument/hover", params, 10000)
for _, answer in pairs(hover or {}) do
  result.hover = answer.result and answer.result.contents.value
end

-- A program without errors, badly written; saving formats it.
vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(os.getenv("CNNC_PLAIN"), "\n"))
vim.wait(20000, function()
  return #vim.diagnostic.get(0) == 0
end, 50)
result.left = #vim.diagnostic.get(0)
vim.cmd("write")
result.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"

local file = io.open(os.getenv("CNNC_RESULT"), "w")
file:write(vim.fn.json_encode(result))
file:close()
vim.cmd("qall!")
