import Artifacts
import Diagnostics
import LinearAlgebra
import Transformer

/// A model and files of examples that a command names, opened.
struct OpenedFiles {
  let model: SelectionModel
  /// The same, for its weights and its tokenizer.
  let loaded: LoadedModel
  /// The examples of each file, by its path.
  let data: [String: [Example]]
  /// The rows that are no examples.
  let unusable: [Problem]

  /// - Parameters:
  ///   - paths: The files; one that is named twice is read once.
  ///   - name: A path, a name in the catalog or a Hugging Face repository.
  ///   - maxLength: The number of tokens after which an example is cut.
  ///   - usesChatTemplate: Whether prompts go through the model's chat template.
  ///   - library: Where models are found.
  ///   - store: Where results are.
  ///   - memory: Where weights are while they are used.
  /// - Throws: `Problem` if something cannot be opened, or a file has no usable row.
  init(
    _ paths: [String], model name: String, maxLength: Int, usesChatTemplate: Bool,
    library: ModelLibrary, store: Store, memory: WeightMemory
  ) throws {
    NumericEnvironment.useOneThreadPerProduct()
    let prompt: ExperimentSpec.Spectra.Prompt = usesChatTemplate ? .chat : .plain
    let found = try library.locate(name)
    loaded = try LoadedModel(
      path: found.path, maxLength: maxLength, memory: memory, template: found.template)
    try loaded.checkWindow(maxLength, prompt)
    model = SelectionModel(
      model: .opened(loaded), name: found.name,
      digest: try modelDigest(loaded, of: found, store: store), prompt: prompt,
      maxLength: maxLength)
    var (data, unusable): ([String: [Example]], [Problem]) = ([:], [])
    for path in paths where data[path] == nil {
      let set = try ExampleSet(contentsOf: path)
      guard !set.examples.isEmpty else { throw Problem.noUsableExample(set, at: Place(file: path)) }
      data[path] = set.examples
      unusable += set.unusable.map(\.problem)
    }
    (self.data, self.unusable) = (data, unusable)
  }

  /// The examples of a file that have a scored token, tokenized.
  func scorable(_ path: String) throws -> [TrainingExample] {
    try model.tokenize(data[path] ?? [], endingResponses: false, loaded).filter {
      $0.predictions > 0
    }
  }
}
