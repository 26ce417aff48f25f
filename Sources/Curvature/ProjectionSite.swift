public import Transformer

/// One linear map of a decoder: what curvature calls a layer.
public struct ProjectionSite: Sendable, Hashable {
  /// Its block, 0 nearest the embedding.
  public let layer: Int
  /// The projection.
  public let projection: Projection

  /// Creates a site.
  public init(layer: Int, projection: Projection) {
    (self.layer, self.projection) = (layer, projection)
  }

  /// Its name in archives and messages, such as `blocks.3.gate`.
  public var name: String { "blocks.\(layer).\(projection.rawValue)" }
}

extension Projection {
  /// The projections that read the same activations as this one.
  var sharingInput: [Projection] {
    switch self {
    case .q, .k, .v: [.q, .k, .v]
    case .gate, .up: [.gate, .up]
    case .o, .down: [self]
    }
  }
}

/// The chosen maps of a decoder, with their shapes and with which of them read the same input.
public struct CurvatureSites: Sendable, Equatable {
  /// The sites, from the first block to the last, in the order of the forward pass.
  public let sites: [ProjectionSite]
  /// [outputs, inputs] of each site.
  public let shapes: [(outputs: Int, inputs: Int)]
  /// For each site the index of its input among all different inputs.
  public let inputs: [Int]
  /// The width of each different input.
  public let inputWidths: [Int]
  private let places: [ProjectionSite: Int]

  /// Chooses sites of a design; projections that a block does not have are left out.
  ///
  /// - Parameters:
  ///   - design: The figure.
  ///   - projections: Which maps of a block.
  ///   - layers: Which blocks; all if `nil`.
  public init(_ design: DecoderDesign, projections: Set<Projection>, layers: Set<Int>? = nil) {
    var sites: [ProjectionSite] = []
    var shapes: [(outputs: Int, inputs: Int)] = []
    var (inputs, widths) = ([Int](), [Int]())
    for (layer, block) in design.blocks.enumerated() where layers?.contains(layer) ?? true {
      for projection in block.projections where projections.contains(projection) {
        let shape = block.shape(of: projection, hidden: design.hiddenSize)
        if let last = sites.last, last.layer == layer,
          projection.sharingInput.contains(last.projection)
        {
          inputs.append(widths.count - 1)
        } else {
          inputs.append(widths.count)
          widths.append(shape.inputs)
        }
        sites.append(ProjectionSite(layer: layer, projection: projection))
        shapes.append(shape)
      }
    }
    (self.sites, self.shapes, self.inputs, inputWidths) = (sites, shapes, inputs, widths)
    places = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1, $0) })
  }

  /// The index of a site among `sites`; `nil` where it is not chosen.
  public func index(of site: ProjectionSite) -> Int? { places[site] }

  /// The first block that has a site; 0 without any.
  var firstLayer: Int { sites.first?.layer ?? 0 }

  /// All projections of the sites.
  var projections: Set<Projection> { Set(sites.map(\.projection)) }

  /// The name of an input: that of its first site.
  func inputName(_ input: Int) -> String {
    zip(sites, inputs).first { $1 == input }.map { "\($0.0.name).input" } ?? ""
  }

  /// Whether both have the same sites of the same shapes.
  public static func == (a: CurvatureSites, b: CurvatureSites) -> Bool {
    a.sites == b.sites && a.shapes.elementsEqual(b.shapes, by: ==)
  }
}
