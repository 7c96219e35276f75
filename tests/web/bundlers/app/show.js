// Shows in the page what `work` gives, and says by the title when that is done.

export async function show(work) {
  const output = document.querySelector('output');
  try {
    output.textContent = JSON.stringify(await work());
    document.title = 'done';
  } catch (error) {
    output.textContent = `${error.code ?? ''} ${error.stack ?? error} ${error.cause?.stack ?? ''}`;
    document.title = 'failed';
  }
}
