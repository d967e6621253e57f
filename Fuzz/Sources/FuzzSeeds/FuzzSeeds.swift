import Foundation

/// Writes the inputs and dictionaries that the fuzzers begin with into the folder it is given.
@main
enum FuzzSeeds {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: seeds FOLDER\n".utf8))
            exit(2)
        }
        let folder = URL(filePath: CommandLine.arguments[1])
        try write(PacketSeeds.streams(), as: "decoder", to: folder)
        try write(ProgramSeeds.topics(), as: "topics", to: folder)
        try write(ConfigurationSeeds.texts(), as: "configuration", to: folder)
        try write(ProgramSeeds.shards() + PacketSeeds.conversations(), as: "shard", to: folder)
        try Data(ConfigurationSeeds.dictionary().utf8)
            .write(to: folder.appending(path: "configuration.dict"))
        try Data(PacketSeeds.dictionary.utf8).write(to: folder.appending(path: "decoder.dict"))
    }

    private static func write(_ seeds: [[UInt8]], as name: String, to folder: URL) throws {
        let corpus = folder.appending(path: name)
        try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
        for (number, seed) in seeds.enumerated() {
            try Data(seed).write(to: corpus.appending(path: "seed-\(number)"))
        }
    }
}
