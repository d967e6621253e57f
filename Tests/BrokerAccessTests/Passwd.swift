import Foundation

/// Where mosquitto_passwd is installed; nil where it is not.
let passwordTool = ["/usr/bin/mosquitto_passwd", "/usr/local/bin/mosquitto_passwd"]
    .first(where: FileManager.default.isExecutableFile(atPath:))

/// Runs a tool on a file that is gone afterwards and returns what it wrote.
func fileText(writtenBy tool: String, _ arguments: [[String]]) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }  // nothing depends on its absence
    for words in arguments {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        let path = file.path(percentEncoded: false)
        process.arguments = words.map { $0 == "FILE" ? path : $0 }
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }
    return try String(contentsOf: file, encoding: .utf8)
}
