package import BrokerCore
import CLinux
import Glibc
import Synchronization

/// The broker's log lines, in mosquitto's form: seconds since the epoch, a colon, the text.
package final class BrokerLog: Sendable {
    private let settings: LoggingSettings
    /// File descriptors to write to.
    private let descriptors: [Int32]
    private let writesSystemLog: Bool
    /// The files among them, by their paths.
    private let files: [(path: String, descriptor: Int32)]

    /// Opens the destinations.
    /// - Throws: the file that cannot be opened, and why.
    package init(_ settings: LoggingSettings) throws(LogFault) {
        self.settings = settings
        var descriptors: [Int32] = []
        var writesSystemLog = false
        var files: [(path: String, descriptor: Int32)] = []
        for destination in settings.destinations {
            switch destination {
            case .standardError: descriptors.append(STDERR_FILENO)
            case .standardOutput: descriptors.append(STDOUT_FILENO)
            case .systemLog: writesSystemLog = true
            case .file(let path):
                let descriptor = unsafe open(
                    path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
                if descriptor < 0 { throw LogFault(path: path, errorNumber: errno) }
                descriptors.append(descriptor)
                files.append((path, descriptor))
            }
        }
        self.files = files
        self.descriptors = descriptors
        self.writesSystemLog = writesSystemLog
    }

    /// Opens the files anew by their names; lines go on into the old ones until then.
    /// - Throws: the file that cannot be opened, and why; the old one stays.
    package func reopenFiles() throws(LogFault) {
        for (path, descriptor) in files {
            let new = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
            if new < 0 { throw LogFault(path: path, errorNumber: errno) }
            // The number stays; whoever writes just then writes whole lines to one or the other.
            let result = clinux_replace_descriptor(descriptor, new)
            close(new)
            if result < 0 { throw LogFault(path: path, errorNumber: -result) }
        }
    }

    deinit {
        for descriptor in descriptors where descriptor > STDERR_FILENO { close(descriptor) }
    }

    /// The kinds of lines that are written anywhere.
    var types: LogTypes { settings.destinations.isEmpty ? [] : settings.types }

    /// Writes one line for each text whose kind is wanted, all with one system call per
    /// destination, so that lines of several threads do not mix.
    package func write(_ lines: [(type: LogTypes, text: String)]) {
        let wanted = lines.filter { settings.types.contains($0.type) }
        if wanted.isEmpty { return }
        let prefix = timestamp
        var text = ""
        let entries = wanted.map { LogEntry.escaped($0.text) }
        for entry in entries { text += prefix + entry + "\n" }
        for descriptor in descriptors { Self.write(text, to: descriptor) }
        if writesSystemLog {
            for entry in entries {
                // Proof: Swift lends the text, ended with zero, for the call.
                unsafe clinux_write_system_log(entry)
            }
        }
    }

    private var timestamp: String {
        switch settings.timestamp {
        case .none: return ""
        case .epochSeconds: return "\(time(nil)): "
        case .format(let format):
            var now = time(nil)
            var parts = unsafe tm()
            _ = unsafe localtime_r(&now, &parts)
            var buffer = [CChar](repeating: 0, count: 256)
            let count = unsafe strftime(&buffer, buffer.count, format, &parts)
            let bytes = buffer[..<count].map { UInt8(bitPattern: $0) }
            return String(decoding: bytes, as: UTF8.self) + ": "
        }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                guard let base = bytes.baseAddress else { return }
                // Proof: the range offset..<count lies in the buffer that is lent to this closure.
                let written = unsafe Glibc.write(
                    descriptor, base + offset, bytes.count - offset)
                if written < 0 {
                    if errno == EINTR { continue }
                    return  // a full disk or a closed pipe must not stop the broker
                }
                offset += written
            }
        }
    }
}

/// A log file that cannot be opened.
package struct LogFault: Error, CustomStringConvertible {
    let path: String
    let errorNumber: Int32

    package var description: String {
        unsafe "log file \(path): \(String(cString: strerror(errorNumber)))"
    }
}
