import Chain
import Foundation
import StockPeers
import Testing

/// A folder that stands for `/`, with the files that are named in it.
private func root(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, text) in files {
        let path = folder.path(name)
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    return folder
}

private func read(_ source: ReadingSource, _ folder: TemporaryFolder) throws -> String {
    String(decoding: try ReadingReader(source, root: folder.url.path).read(), as: UTF8.self)
}

@Test func `the processor's thermometer is preferred to others`() throws {
    let folder = try root([
        "sys/class/thermal/thermal_zone0/type": "acpitz\n",
        "sys/class/thermal/thermal_zone0/temp": "20000\n",
        "sys/class/thermal/thermal_zone1/type": "x86_pkg_temp\n",
        "sys/class/thermal/thermal_zone1/temp": "47250\n",
    ])
    #expect(try ["47.2", "47.3"].contains(read(.cpuTemperature, folder)))
}

@Test func `hwmon serves where there is no thermal zone`() throws {
    let folder = try root([
        "sys/class/hwmon/hwmon0/name": "k10temp\n",
        "sys/class/hwmon/hwmon0/temp1_input": "51000\n",
    ])
    #expect(try read(.cpuTemperature, folder) == "51.0")
}

@Test func `without a thermometer the error names where it looked and another source`() throws {
    let folder = try root([:])
    do {
        _ = try read(.cpuTemperature, folder)
        Issue.record("there was a temperature")
    } catch {
        let text = "\(error)"
        #expect(text.contains("/sys/class/thermal/thermal_zone*/temp"))
        #expect(text.contains("/sys/class/hwmon/hwmon*/temp1_input"))
        #expect(text.contains("--source load"))
    }
}

@Test func `load, memory and files are read as they are`() throws {
    let folder = try root([
        "proc/loadavg": "0.42 0.30 0.10 1/94 5430\n",
        "proc/meminfo": "MemTotal:  1000 kB\nMemFree: 1 kB\nMemAvailable:  750 kB\n",
        "reading": "21.4\r\n",
    ])
    #expect(try read(.load, folder) == "0.42")
    #expect(try read(.memory, folder) == "25.0")
    #expect(try read(.file(folder.path("reading")), folder) == "21.4")
    #expect(throws: ReadingSourceError.unreadable(path: folder.path("none"))) {
        try read(.file(folder.path("none")), folder)
    }
}

@Test func `sources are named as on the command line`() throws {
    #expect(try ReadingSource(words: ["file", "/a"]) == .file("/a"))
    #expect(try ReadingSource(words: ["cpu-temperature"]) == .cpuTemperature)
    #expect(throws: ReadingSourceError.pathMissing) { try ReadingSource(words: ["file"]) }
    #expect(throws: ReadingSourceError.unknown("cpu")) { try ReadingSource(words: ["cpu"]) }
}
