export declare const REQUIREMENTS: Readonly<Record<string, readonly string[]>>;
export declare function numbersIn(name: string): string[];
