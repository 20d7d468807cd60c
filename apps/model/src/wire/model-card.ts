/** A model as Ollama lists it. */
export function modelCard(name: string) {
  return {
    name,
    model: name,
    modified_at: '1970-01-01T00:00:00Z',
    size: 0,
    digest: '0'.repeat(64),
    details: {
      parent_model: '',
      format: 'rules',
      family: 'rules',
      families: ['rules'],
      parameter_size: '0',
      quantization_level: 'none',
    },
  };
}
