import { createSandboxClient } from "./create-sandbox-client.ts";
import type { Language } from "./language.ts";
import { PhoneApp } from "./phone-app.ts";

const KEY = "countersign.language";

const app = new PhoneApp(createSandboxClient(), {
  language: readLanguage(),
  keepLanguage: (language) => localStorage.setItem(KEY, language),
});
app.start(document.body);

function readLanguage(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "zh_cn" || kept === "en_us") return kept;
  return navigator.language.startsWith("zh") ? "zh_cn" : "en_us";
}
