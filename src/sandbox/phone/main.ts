/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
document.body.textContent = "The phone is being built.";
