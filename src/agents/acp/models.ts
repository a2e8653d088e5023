import { detached, type JsonObject, objectOf, objectsOf, textOf } from '../json-values.js';

/** Values that stand for whichever model is chosen. */
const NO_MODEL = /^(?:default|auto)$/i;

/** The model that a session's settings name (formats/acp.md, 3.3): the agent's options come and go as a whole. */
export class ModelSetting {
  /** Ids of options that choose the model. */
  readonly #options = new Set<string>();
  #current: string | null = null;

  /** null: not told, or a name that stands for any. */
  get current(): string | null {
    return this.#current;
  }

  /** Settings as the answer of `session/new` and updates give them. */
  told(settings: JsonObject): void {
    for (const option of objectsOf(settings.configOptions)) {
      const id = textOf(option.id) ?? textOf(option.configId);
      if (option.category !== 'model') continue;
      if (id !== null) this.#options.add(id);
      this.#set(option.currentValue ?? option.value);
    }
    const models = objectOf(settings.models);
    if (models !== null) this.#set(models.currentModelId);
  }

  /** The client chose: `session/set_config_option`, or the older `session/set_model`. */
  chosen(method: string, params: JsonObject): void {
    if (method === 'session/set_model') this.#set(params.modelId);
    else if (this.#options.has(String(params.configId))) this.#set(params.value);
  }

  #set(value: unknown): void {
    const name = textOf(value);
    this.#current = name === null || NO_MODEL.test(name) ? null : detached(name);
  }
}
