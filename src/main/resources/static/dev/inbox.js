// Keeps the list of mails fresh, and follows the newest while nobody has chosen one.
'use strict';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const visible = () =>
  document.hidden
    ? new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }))
    : Promise.resolve();

// Answers as soon as a mail comes, else after the wait; then mails may have been removed.
async function change() {
  const query = new URLSearchParams({ wait: '20s' });
  if (document.body.dataset.newest) query.set('after', document.body.dataset.newest);
  const answer = await fetch(`/inbox/messages?${query}`);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  await answer.arrayBuffer();
}

async function refresh() {
  const answer = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  replaceList(fresh);
  replaceSwitch(fresh);
  const count = document.getElementById('count');
  const text = fresh.getElementById('count').textContent;
  if (count.textContent !== text) count.textContent = text;
  const mail = document.getElementById('mail');
  const freshMail = fresh.getElementById('mail');
  // A frame that is replaced loads again and loses its place, so only another mail is.
  if (mail.dataset.id !== freshMail.dataset.id) mail.replaceWith(freshMail);
  document.body.dataset.newest = fresh.body.dataset.newest;
}

function replaceSwitch(fresh) {
  const form = document.getElementById('switch');
  const freshForm = fresh.getElementById('switch');
  if (form.action === freshForm.action) return;
  form.action = freshForm.action;
  form.querySelector('button').textContent = freshForm.querySelector('button').textContent;
  document.getElementById('smtp').innerHTML = fresh.getElementById('smtp').innerHTML;
}

function replaceList(fresh) {
  const list = document.getElementById('list');
  const freshList = fresh.getElementById('list');
  if (list.innerHTML === freshList.innerHTML) return;
  const focused = list.contains(document.activeElement) && document.activeElement.dataset.id;
  const scrolled = list.scrollTop;
  list.replaceWith(freshList);
  freshList.scrollTop = scrolled;
  if (focused) freshList.querySelector(`[data-id="${focused}"]`)?.focus();
}

document.querySelector('#list [aria-current]')?.scrollIntoView({ block: 'nearest' });

(async () => {
  for (;;) {
    await visible();
    try {
      await change();
      await refresh();
    } catch {
      // Postkey is away, perhaps restarting.
      await pause(2000);
    }
  }
})();
