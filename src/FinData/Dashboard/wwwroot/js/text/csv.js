// Tables and charts leave the page as files made in the browser; whole sets come from /api/export.

/** columns: [{ title, value(row) }] */
export function toCsv(columns, rows) {
  const lines = [columns.map((column) => cell(column.title)).join(",")];
  for (const row of rows) lines.push(columns.map((column) => cell(column.value(row))).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function cell(value) {
  let text = value === undefined || value === null ? "" : String(value);
  // A text from outside that begins like a formula would run in a spreadsheet; numbers keep their sign.
  if (/^[=+\-@\t]/.test(text) && !/^[-+]?\d+(\.\d+)?$/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function downloadCsv(name, columns, rows) {
  download(name, new Blob([toCsv(columns, rows)], { type: "text/csv;charset=utf-8" }));
}

export function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the blob after the click returns.
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** Dead letters keep the bytes as they came: shown as UTF-8, with a mark where they aren't. */
export function decodeOriginal(base64) {
  try {
    const bytes = Uint8Array.from(atob(base64 ?? ""), (letter) => letter.charCodeAt(0));
    return new TextDecoder("utf-8").decode(bytes);
  } catch {
    return String(base64);
  }
}
