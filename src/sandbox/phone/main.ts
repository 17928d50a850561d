document.body.textContent = "The phone is being built.";
