import BrokerConfiguration
import BrokerCore
import Foundation
import Testing

/// The lines an operator sees for a file.
private func lines(file: String) -> [String] {
    do {
        return try ConfigurationReader.read(file: file).warnings.map(\.text)
    } catch {
        return error.problems.map(\.text)
    }
}

@Test func `included files are read in mosquitto's order, in the place of include_dir`() throws {
    let names = ["b.conf", "A.conf", "01.conf", "a.conf", "B.conf", "00.conf"]
    let files = Dictionary(uniqueKeysWithValues: names.map { ($0, "bad_\($0) 1\n") })
    try withFolder(files.merging(["skipped.txt": "bad 1"]) { first, _ in first }) { folder in
        let problems = lines("include_dir \(folder)\nlast_bad 1\n")
        let order = ["00.conf", "01.conf", "A.conf", "a.conf", "B.conf", "b.conf"]
        #expect(problems.count == 7)
        for (problem, name) in zip(problems, order) {
            #expect(problem.contains("/\(name):1: Error: Unknown"))
        }
    }
}

@Test func `options of an included file describe the listener above include_dir`() throws {
    try withFolder(["tls.conf": "max_connections 3\n"]) { folder in
        let read = try settings("listener 1883\ninclude_dir \(folder)/\n")
        #expect(read.listeners.first?.connectionsMax == 3)
    }
}

@Test func `an included file includes no others`() throws {
    try withFolder(["a.conf": "include_dir /nowhere\n"]) { folder in
        let problems = lines("include_dir \(folder)")
        #expect(problems.count == 1)
        #expect(problems.first?.contains("a.conf:1: Warning: The 'include_dir' option") == true)
    }
}

@Test func `a missing folder is named`() {
    #expect(
        lines("include_dir /nowhere/at/all") == [
            "x.conf:1: Error: Unable to open include_dir '/nowhere/at/all'."
                + " No such file or directory."
        ])
}

@Test func `a missing file and a folder in a file's place are named`() throws {
    #expect(
        lines(file: "/nowhere/x.conf") == [
            "/nowhere/x.conf: Error: Unable to open config file '/nowhere/x.conf'."
                + " No such file or directory."
        ])
    try withFolder([:]) { folder in
        #expect(lines(file: folder).count == 1)
        #expect(lines(file: folder).first?.contains("Unable to open config file") == true)
    }
}

@Test func `bytes that are no UTF-8 are refused with their line`() throws {
    try withFolder([:]) { folder in
        let file = folder + "/a.conf"
        try Data([0x23, 0x0A, 0x61, 0xFF, 0x0A, 0x62, 0x00]).write(to: URL(fileURLWithPath: file))
        #expect(
            lines(file: file) == [
                "\(file):2: Error: Malformed UTF-8 in configuration.",
                "\(file):3: Error: Malformed UTF-8 in configuration.",
            ])
    }
}
