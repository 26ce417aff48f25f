import Transformer

/// Where one parameter is: in which tensor, and how it lies there.
struct TensorPlace: Sendable {
  /// The tensor's name in the file.
  var name: String
  /// The tensor's shape in the file.
  var storedShape: [Int]
  /// The parameter's own shape, [outputs, inputs] or [width].
  var shape: [Int]
  /// Which rows of the tensor, before any transposition in the file, are the parameter's.
  var runs: [RowRun]
  /// Whether the tensor is stored [inputs, outputs].
  var isTransposed = false
  /// Whether 1 is to be added to what is stored.
  var addsOne = false

  /// The number of elements.
  var count: Int { shape.reduce(1, *) }
}

extension TensorNames {
  /// Where a parameter of a design is.
  ///
  /// - Parameters:
  ///   - parameter: One of the design's parameters.
  ///   - shape: Its shape in the design.
  ///   - design: The design.
  ///   - prefix: The one of `prefixes` that the file uses.
  /// - Returns: Its place.
  func place(
    of parameter: Parameter, shape: [Int], in design: DecoderDesign, prefix: String
  ) -> TensorPlace {
    func plain(_ name: String) -> TensorPlace {
      TensorPlace(
        name: name, storedShape: shape, shape: shape, runs: .plain(shape[0]))
    }
    switch parameter {
    case .embedding: return plain("\(prefix)\(embedding).weight")
    case .positions: return plain("\(prefix)\(positions ?? "").weight")
    case .head: return plain("\(head).weight")
    case .scale(let norm):
      var place = plain("\(prefix)\(name(of: norm)).weight")
      place.addsOne = storesScalesLessOne
      return place
    case .shift(let norm): return plain("\(prefix)\(name(of: norm)).bias")
    case .weight(let projection, let layer), .bias(let projection, let layer):
      return place(of: projection, layer: layer, shape: shape, in: design, prefix: prefix)
    }
  }

  private func place(
    of projection: Projection, layer: Int, shape: [Int], in design: DecoderDesign, prefix: String
  ) -> TensorPlace {
    guard let stored = projections[projection] else {
      preconditionFailure("no name for the projection \(projection)")
    }
    let block = design.blocks[layer]
    let (rows, total) = stored.runs(of: projection, in: block, hidden: design.hiddenSize)
    let isVector = shape.count == 1
    let whole = isVector ? [total] : [total, shape[1]]
    let transposes = stored.isTransposed && !isVector
    return TensorPlace(
      name: "\(prefix)\(blocks)\(layer).\(stored.name).\(isVector ? "bias" : "weight")",
      storedShape: transposes ? whole.reversed() : whole, shape: shape, runs: rows,
      isTransposed: transposes)
  }

  private func name(of norm: Norm) -> String {
    func inside(_ layer: Int, _ name: String?) -> String { "\(blocks)\(layer).\(name ?? "")" }
    return switch norm {
    case .attention(let layer): inside(layer, norms.attention)
    case .attentionOutput(let layer): inside(layer, norms.attentionOutput)
    case .queries(let layer): inside(layer, norms.queries)
    case .keys(let layer): inside(layer, norms.keys)
    case .mlp(let layer): inside(layer, norms.mlp)
    case .mlpOutput(let layer): inside(layer, norms.mlpOutput)
    case .final: finalNorm
    }
  }
}

extension StoredProjection {
  /// The rows of a projection in its tensor, and how many rows that has.
  fileprivate func runs(
    of projection: Projection, in block: BlockDesign, hidden: Int
  ) -> (runs: [RowRun], total: Int) {
    func rows(_ projection: Projection) -> Int {
      block.shape(of: projection, hidden: hidden).outputs
    }
    let count = rows(projection)
    let headSize = block.attention.headSize
    switch order {
    case .plain: return (.plain(count), count)
    case .interleaved: return (.interleaved(count, headSize: headSize), count)
    case .stacked(let parts):
      let before = parts.prefix { $0 != projection }.map(rows).reduce(0, +)
      return (.plain(count, from: before), parts.map(rows).reduce(0, +))
    case .stackedByHead(let parts):
      let part = parts.firstIndex(of: projection) ?? 0
      return (
        .byHead(count, headSize: headSize, part: part, of: parts.count),
        parts.map(rows).reduce(0, +)
      )
    }
  }
}
