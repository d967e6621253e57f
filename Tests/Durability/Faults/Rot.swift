import Foundation
import SeededRandom

/// Damage that storage does to files by itself.
enum Rot: CaseIterable, Sendable {
    case bits
    case sector
    case end
    case page

    /// Damages one file of a folder, which has at least one that is not empty.
    /// - Returns: what was done, in words.
    static func strike(_ folder: String, _ random: inout SeededGenerator) throws -> String {
        // What only holds a place or a lock has no content to lose.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { !$0.hasSuffix(".reserve") && !$0.hasSuffix(".lock") }
        var files: [(name: String, bytes: Data)] = []
        for name in names {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            if !bytes.isEmpty { files.append((name, bytes)) }
        }
        guard let (name, whole) = files.randomElement(using: &random),
            let rot = allCases.randomElement(using: &random)
        else { throw CrowdFailure("nothing to damage in \(folder): \(names)") }
        var bytes = whole
        let place = rot.spoil(&bytes, &random)
        try bytes.write(to: URL(fileURLWithPath: folder + "/" + name))
        return "\(rot) of \(name) at \(place)"
    }

    private func spoil(_ bytes: inout Data, _ random: inout SeededGenerator) -> Int {
        switch self {
        case .bits:
            var place = 0
            for _ in 0..<Int.random(in: 1...16, using: &random) {
                place = Int.random(in: bytes.indices, using: &random)
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            return place
        case .sector: return fill(&bytes, 512, with: 0, &random)
        case .page:
            let byte = UInt8.random(in: 0...255, using: &random)
            return fill(&bytes, 4_096, with: byte, &random)
        case .end:
            let place = Int.random(in: bytes.indices, using: &random)
            bytes = bytes.prefix(place)
            return place
        }
    }

    private func fill(
        _ bytes: inout Data, _ size: Int, with byte: UInt8, _ random: inout SeededGenerator
    ) -> Int {
        let place = Int.random(in: 0...(bytes.count - 1) / size, using: &random) * size
        let end = min(place + size, bytes.count)
        bytes.replaceSubrange(place..<end, with: repeatElement(byte, count: end - place))
        return place
    }
}
