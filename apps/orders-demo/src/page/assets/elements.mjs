/** The element of the page with this id. */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`No element #${id}`);
  return found;
}

/** Makes an element. Whatever comes from a server becomes text, never markup. */
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

/** What is chosen of the radio buttons with this name. */
export function chosen(name) {
  return document.querySelector(`input[name="${name}"]:checked`)?.value;
}

/** Runs an action of a button or form at a time; while it runs, the button stays where it is but does nothing. */
export function onAction(target, event, act) {
  const button = target.matches('form') ? target.querySelector('[type=submit]') : target;
  target.addEventListener(event, (happened) => {
    happened.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    act().finally(() => button.removeAttribute('aria-disabled'));
  });
}
