import type { EditRecord } from '../../model/edit-record.js';

/** How many accents the style sheet has (`.accent-0` …): told apart by people who cannot tell all colours apart. */
const ACCENTS = 8;

/** The class of a model's colour. `again` marks models that share a colour, because there are more of them than colours. */
export interface Accent {
  readonly index: number;
  readonly className: string;
}

const NOBODY: Accent = { index: -1, className: 'accent-none' };

/** What a model is called where no record tells it. */
export function modelName(model: string | null, agent: string): string {
  return model ?? `${agent}, model unknown`;
}

/**
 * One accent for each model, the same on every page: in the order given, most lines first. Beyond the number of colours they begin
 * again, with stripes.
 */
export class Accents {
  readonly #byModel = new Map<string, Accent>();

  constructor(models: Iterable<{ readonly agent: string; readonly model: string | null }>) {
    for (const { model, agent } of models) this.#add(modelName(model, agent));
  }

  #add(name: string): Accent {
    const known = this.#byModel.get(name);
    if (known !== undefined) return known;
    const index = this.#byModel.size;
    const stripes = index >= ACCENTS ? ' striped' : '';
    const accent = { index, className: `accent-${index % ACCENTS}${stripes}` };
    this.#byModel.set(name, accent);
    return accent;
  }

  of(edit: Pick<EditRecord, 'model' | 'agent'> | null | undefined): Accent {
    return edit ? this.#add(modelName(edit.model, edit.agent)) : NOBODY;
  }

  ofModel(model: string | null, agent: string): Accent {
    return this.#add(modelName(model, agent));
  }
}
