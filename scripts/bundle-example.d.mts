export function bundleExample(name: string): Promise<string>;
