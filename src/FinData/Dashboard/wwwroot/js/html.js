// The one place that names the view library: templates are escaped by construction, data never becomes markup.
export {
  html, render, useState, useEffect, useLayoutEffect, useMemo, useRef,
} from "../lib/preact.js";
