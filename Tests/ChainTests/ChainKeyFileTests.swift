import Chain
import Foundation
import Testing

private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("apus-keys-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}

private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
}

@Test func `new keys are made once, private, and fit a frame`() throws {
    try withFolder { folder in
        let path = folder + "/chain.keys"
        #expect(try ChainKeyFile.ensure(path))
        #expect(try mode(path) == 0o600)
        let first = try String(contentsOfFile: path, encoding: .utf8)
        #expect(try !ChainKeyFile.ensure(path))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == first)
        let codec = JWTFrame(keys: try ChainKeyFile.load(path, environment: [:]))
        #expect(try codec.decode(codec.encode([1, 2, 3])).plaintext == [1, 2, 3])
    }
}

@Test func `a key file that everybody may read is refused`() throws {
    try withFolder { folder in
        let path = folder + "/chain.keys"
        _ = try ChainKeyFile.ensure(path)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: ChainKeysError.readableByOthers(file: path, mode: "0644")) {
            try ChainKeyFile.load(path, environment: [:])
        }
    }
}

@Test func `the report's keys are written as text, comments and blanks are skipped`() throws {
    let values = try ChainKeyFile.parse(
        "# lab\n\naes_key = tmctmctmctmctmcA\n aes_iv=0123456789123456 \nhs256_secret = MQTT\n",
        file: "k")
    #expect(values[.cipherKey] == Array("tmctmctmctmctmcA".utf8))
    #expect(values[.initialisationVector] == Array("0123456789123456".utf8))
    #expect(values[.signingSecret] == Array("MQTT".utf8))
}

@Test(arguments: [
    ("aes_key tmc", ChainKeysError.notKeyValue(file: "k", line: 1)),
    ("\naeskey = tmc", .unknownName(file: "k", line: 2, name: "aeskey")),
    ("aes_key = a\naes_key = b", .repeated(file: "k", line: 2, .cipherKey)),
    ("aes_key = hex:0g", .badHexadecimal(file: "k", line: 1)),
    ("aes_key = hex:012", .badHexadecimal(file: "k", line: 1)),
])
func `a wrong line is named with its file and number`(text: String, error: ChainKeysError) {
    #expect(throws: error) { try ChainKeyFile.parse(text, file: "k") }
}

@Test func `the environment replaces the file, and what is missing is named`() throws {
    let all = [
        "APUS_AES_KEY": "tmctmctmctmctmcA", "APUS_AES_IV": "0123456789123456",
        "APUS_HS256_SECRET": "MQTT",
    ]
    _ = try ChainKeyFile.load("/nonexistent", environment: all)
    #expect(throws: ChainKeysError.missing(.cipherKey, file: nil)) {
        try ChainKeyFile.load(nil, environment: [:])
    }
    var short = all
    short["APUS_AES_KEY"] = "short"
    #expect(throws: ChainKeysError.wrongLength(.cipherKey, byteCount: 5)) {
        try ChainKeyFile.load(nil, environment: short)
    }
}

@Test func `a missing file and a folder in its place are named`() throws {
    try withFolder { folder in
        for path in [folder + "/none", folder] {
            do {
                _ = try ChainKeyFile.load(path, environment: [:])
                Issue.record("\(path) gave keys")
            } catch {
                #expect("\(error)".contains(path))
            }
        }
    }
}
