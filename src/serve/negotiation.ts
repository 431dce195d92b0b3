export type MetricsFormat = 'openmetrics' | 'classic';

type Choice = { readonly name: string; readonly parameters: ReadonlyMap<string, string>; readonly quality: number };

/** OpenMetrics where it is asked for at least as much as the classic text, which is what asks for nothing gets. */
export function formatFor(accept: string | undefined): MetricsFormat {
  const choices = choicesOf(accept);
  const openMetrics = best(
    choices.filter(({ name, parameters }) => {
      const version = parameters.get('version');
      return name === 'application/openmetrics-text' && (version === undefined || version === '1.0.0');
    }),
  );
  const classic = best(choices.filter(({ name }) => ['text/plain', 'text/*', '*/*'].includes(name)));
  return openMetrics > 0 && openMetrics >= classic ? 'openmetrics' : 'classic';
}

export function takesGzip(acceptEncoding: string | undefined): boolean {
  const choices = choicesOf(acceptEncoding);
  const named = choices.filter(({ name }) => name === 'gzip' || name === 'x-gzip');
  return best(named.length > 0 ? named : choices.filter(({ name }) => name === '*')) > 0;
}

function best(choices: readonly Choice[]): number {
  return Math.max(0, ...choices.map(({ quality }) => quality));
}

/** Of a list such as `text/plain;version=0.0.4;q=0.5, *` those that are understood. */
function choicesOf(header = ''): readonly Choice[] {
  return header.split(',').flatMap((text) => {
    const [name = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase());
    const parameters = new Map(rest.map(parameter));
    const quality = Number(parameters.get('q') ?? 1);
    return name !== '' && quality >= 0 && quality <= 1 ? [{ name, parameters, quality }] : [];
  });
}

function parameter(text: string): [string, string] {
  const [name = '', ...value] = text.split('=');
  return [
    name.trim(),
    value
      .join('=')
      .trim()
      .replace(/^"(.*)"$/, '$1'),
  ];
}
