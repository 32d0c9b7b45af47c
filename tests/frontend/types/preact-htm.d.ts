// The types of the vendored preact and htm: what the pages use of them.

/** What a component answers and what `html` makes: something that can be rendered. */
export type Node = unknown;

/** The arguments of an effect or a memo: it runs again when one of them is another. */
type Inputs = readonly unknown[];

/** Makes nodes from a template; `<${Component} name=${value} />` calls a component. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Node;

/** Puts a node into an element of the page. */
export function render(node: Node, parent: Element | null): void;

/** A value that outlives a rendering, and how to change it. */
export function useState<T>(first: T | (() => T)): [T, (next: T | ((before: T) => T)) => void];
export function useState<T = any>(): [T | undefined, (next: T | ((before: T | undefined) => T)) => void];

/** Does something after a rendering; what it answers, if it is a function, undoes it. */
export function useEffect(effect: () => unknown, inputs?: Inputs): void;
export function useLayoutEffect(effect: () => unknown, inputs?: Inputs): void;

/** A value that is worked out again only when an input changes. */
export function useMemo<T>(make: () => T, inputs: Inputs): T;

/** A function that stays the same one until an input changes. */
export function useCallback<F extends (...given: any[]) => unknown>(callback: F, inputs: Inputs): F;

/** A box whose content outlives a rendering and causes none. */
export function useRef<T>(first: T): { current: T };
export function useRef<T = any>(): { current: T | undefined };
