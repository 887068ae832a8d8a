/** The element of the page with this id. */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`No element #${id}`);
  return found;
}

/** Makes an element. Data of a server is inserted as text, never as markup. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** One radio button with a title and a line below it. */
export function choice({ name, value, title, note, checked = false }) {
  const input = element('input', { type: 'radio', name, value, checked, required: true });
  const words = element('span', {}, element('strong', { textContent: title }), element('small', { textContent: note }));
  return element('label', { className: 'choice' }, input, words);
}

/** The selected radio button with this name. */
export function chosen(name) {
  return document.querySelector(`input[name="${name}"]:checked`)?.value;
}

/** Runs one action of a button or form at a time. The button is inactive while it runs. */
export function onAction(target, event, act) {
  const button = target.matches('form') ? target.querySelector('[type=submit]') : target;
  target.addEventListener(event, (happened) => {
    happened.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    act().finally(() => button.removeAttribute('aria-disabled'));
  });
}
