import Statistics
import Testing

@Suite struct CurveTests {
  let oracle: ComparingOracle.Curves

  init() throws { oracle = try ComparingOracle.shared.get().curves }

  @Test func `Depth runs from 0 to 1 whatever the number of layers`() {
    #expect(relativeDepths(layers: 5) == [0, 0.25, 0.5, 0.75, 1])
    #expect(relativeDepths(layers: 1) == [0])
    #expect(relativeDepths(layers: 0) == [])
    #expect(relativeDepths(layers: 30).last == 1)
  }

  @Test func `Curves are read between layers as NumPy does`() {
    for (curve, expected) in zip(oracle.curves, oracle.resampled) {
      #expect(areClose(resample(curve, points: 7), expected))
    }
  }

  @Test func `A curve read at its layers is itself, bit for bit`() {
    for curve in oracle.curves {
      #expect(resample(curve, points: curve.count) == curve)
      let fine = resample(curve, points: 10 * (curve.count - 1) + 1)
      #expect(curve.indices.allSatisfy { fine[10 * $0] == curve[$0] })
    }
  }

  @Test func `Short and broken curves are read as documented`() {
    #expect(resample([3], points: 4) == [3, 3, 3, 3])
    #expect(resample([], points: 4) == [])
    let broken = resample([1, .nan, 3, 5], points: 7)
    #expect(broken[0] == 1 && broken[4] == 3 && broken[5] == 4 && broken[6] == 5)
    #expect(resample([0.1, 0.1], points: 101) == [Double](repeating: 0.1, count: 101))
    #expect(broken[1...3].allSatisfy { $0.isNaN })
  }

  @Test func `A curve over its mean has mean 1 and no scale`() throws {
    for curve in oracle.curves {
      let shape = try #require(overItsMean(curve))
      #expect(isClose(mean(of: shape), 1))
      #expect(areClose(overItsMean(curve.map { $0 * -1e6 }) ?? [], shape))
    }
    #expect(overItsMean([]) == nil && overItsMean([1, -1]) == nil && overItsMean([0, 0]) == nil)
    #expect(overItsMean([1, .nan]) == nil && overItsMean([1e308, -1e308, 1e-10]) == nil)
  }

  @Test func `Measures agree with SciPy`() {
    for (measure, expected) in [
      (CurveMeasure.pearson, oracle.pearson), (.spearman, oracle.spearman),
      (.distance, oracle.distance),
    ] {
      let found = measure.values(of: oracle.curves)
      for (row, line) in expected.enumerated() {
        for (column, value) in line.enumerated() {
          #expect(abs((found[row][column] ?? .nan) - value) < 1e-12, "\(measure) \(row) \(column)")
          #expect(found[row][column] == found[column][row])
        }
        #expect(found[row][row] == (measure == .distance ? 0 : 1))
      }
      #expect(found[0][1] == measure.value(oracle.curves[0], oracle.curves[1]))
    }
  }

  @Test func `Scale changes no measure, amplitude only the distance`() {
    let (steep, flat) = ([1.0, 2, 3, 4], [10.0, 10.1, 10.2, 10.3])
    for measure in CurveMeasure.allCases {
      let value = measure.value(steep, flat) ?? .nan
      #expect(isClose(measure.value(steep.map { $0 * 1e5 }, flat), value, within: 1e-9))
    }
    #expect(isClose(CurveMeasure.pearson.value(steep, flat), 1))
    #expect((CurveMeasure.distance.value(steep, flat) ?? 0) > 0.3)
    #expect(CurveMeasure.distance.value(steep, steep.map { $0 * 4 }) == 0)
  }

  @Test func `The distance takes no detours`() throws {
    let distances = CurveMeasure.distance.values(of: oracle.curves).map { $0.map { $0 ?? .nan } }
    for a in distances.indices {
      for b in distances.indices {
        for c in distances.indices {
          #expect(distances[a][b] <= distances[a][c] + distances[c][b] + 1e-12)
        }
      }
    }
    #expect(CurveMeasure.pearson.distance(from: 0.75) == 0.25)
    #expect(CurveMeasure.distance.distance(from: 0.75) == 0.75)
  }

  @Test func `What is undefined is nil and spoils nothing else`() {
    let curves: [[Double]] = [[1, 2, 3], [], [1, .nan], [5, 5], [3, 1]]
    for measure in CurveMeasure.allCases {
      let found = measure.values(of: curves)
      #expect(found[0][4] != nil)
      for broken in [1, 2] { #expect(found[broken].allSatisfy { $0 == nil }) }
      #expect((found[0][3] == nil) == (measure != .distance))
      #expect((found[3][3] == nil) == (measure != .distance))
    }
  }

  @Test func `A grid of one point traps with the number`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = resample([1, 2], points: 1)
    }
    #expect(said("A curve is read at 2 points or more; found 1.", result))
  }
}
