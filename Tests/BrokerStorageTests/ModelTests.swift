import BrokerCore
import BrokerStorage
import SeededRandom
import Testing

/// Random operations against a model, closed or killed and opened again at random points.
@Suite struct ModelTests {
    private static let inFlightMax = 3
    private static let inFlightBytesMax = 6_000

    @Test(arguments: 1...12)
    func `what a start finds is what was written`(seed: UInt64) throws {
        let workshop = try Workshop()
        var random = SeededGenerator(seed: seed)
        var model = ModelJournal()
        var file = workshop.file
        for round in 1...6 {
            let storage = try Storage(StorageSettings(file: file)) { Workshop.now }
            let state = try storage.restore(
                shardCount: 1, inFlightMax: Self.inFlightMax,
                inFlightBytesMax: Self.inFlightBytesMax)
            let differences = model.differences(
                from: state, inFlightMax: Self.inFlightMax, bytesMax: Self.inFlightBytesMax)
            #expect(differences.isEmpty, "seed \(seed), round \(round)")
            model.begin(state)
            let recorder = Recorder()
            try storage.start { recorder.note($0) }
            let batchCount = UInt64.random(in: 1...60, using: &random)
            for number in 1...batchCount {
                storage.submit(
                    JournalBatch(
                        shard: 0, number: number, operations: model.operations(&random)))
                // Groups of every size.
                if Int.random(in: 0..<5, using: &random) == 0 {
                    #expect(recorder.wait { $0.committed() == number })
                }
            }
            #expect(recorder.wait { $0.committed() == batchCount })
            if Bool.random(using: &random) {
                let image = workshop.folder + "/\(round).db"
                try workshop.copy(file, to: image)
                file = image
            }
            #expect(storage.stop())
        }
    }
}
