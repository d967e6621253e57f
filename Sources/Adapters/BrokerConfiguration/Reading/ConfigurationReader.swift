import BrokerCore

/// Reads mosquitto.conf: settings, or everything that is wrong with it and where.
package struct ConfigurationReader: Sendable {
    private let overrides: ConfigurationOverrides
    private var draft = BrokerDraft()
    private var problems: [ConfigurationProblem] = []

    private init(overrides: ConfigurationOverrides) { self.overrides = overrides }

    /// The settings of a file and of the folders it includes; relative paths start at the working
    /// directory, as mosquitto has it.
    package static func read(
        file: String, overrides: ConfigurationOverrides = ConfigurationOverrides()
    ) throws(ConfigurationRefusal) -> ReadConfiguration {
        var files = ConfigurationFiles()
        files.read(file: file)
        var reader = ConfigurationReader(overrides: overrides)
        return try reader.read(files)
    }

    /// The settings of a text; `file` is what problems call it.
    package static func read(
        text: String, file: String, overrides: ConfigurationOverrides = ConfigurationOverrides()
    ) throws(ConfigurationRefusal) -> ReadConfiguration {
        try read(bytes: Array(text.utf8), file: file, overrides: overrides)
    }

    /// The settings of a file's bytes, whatever they are.
    package static func read(
        bytes: [UInt8], file: String, overrides: ConfigurationOverrides = ConfigurationOverrides()
    ) throws(ConfigurationRefusal) -> ReadConfiguration {
        var files = ConfigurationFiles()
        files.read(bytes: bytes, file: file)
        var reader = ConfigurationReader(overrides: overrides)
        return try reader.read(files)
    }

    private mutating func read(
        _ files: ConfigurationFiles
    ) throws(ConfigurationRefusal) -> ReadConfiguration {
        problems = files.problems
        openOutdatedListener(files.lines)
        for line in files.lines { take(line) }
        let settings = draft.resolved(with: overrides, reporting: &problems)
        if problems.contains(where: \.isError) {
            throw ConfigurationRefusal(problems: inOrder(of: files))
        }
        return ReadConfiguration(settings: settings, warnings: inOrder(of: files))
    }

    /// Options above the first `listener` describe the listener of `port` and `bind_address`, even
    /// when those stand below them.
    private mutating func openOutdatedListener(_ lines: [ConfigurationLine]) {
        let outdated = lines.first { $0.name == "port" || $0.name == "bind_address" }
        guard let outdated else { return }
        draft.listeners.append(
            ListenerDraft(
                place: outdated.place, option: outdated.name,
                address: .tcp(host: nil, port: 1883)))
    }

    private mutating func take(_ line: ConfigurationLine) {
        do {
            try store(line)
        } catch {
            report(error, line)
        }
    }

    private mutating func store(_ line: ConfigurationLine) throws(ProblemReason) {
        guard let option = OptionTable.option(named: line.name) else {
            return try storeUnknown(line)
        }
        switch option.scope {
        case .structure(let structure):
            try take(structure, line)
        case .unsupported(let unsupported):
            try take(unsupported, line)
        case .broker(let value):
            try value.form.check(line.value)
            try value.store(line.value, &draft)
        case .listener(let value):
            guard !draft.listeners.isEmpty else { throw .requiresListener }
            try value.form.check(line.value)
            try value.store(line.value, &draft.listeners[draft.listeners.count - 1])
        case .access(let value):
            draft.hasReadAccessOption = true
            try value.form.check(line.value)
            guard draft.hasRulesPerListener else {
                return try value.store(line.value, &draft.access)
            }
            guard !draft.listeners.isEmpty else { throw .requiresListener }
            try value.store(line.value, &draft.listeners[draft.listeners.count - 1].access)
        }
    }

    private mutating func storeUnknown(_ line: ConfigurationLine) throws(ProblemReason) {
        for prefix in ["plugin_opt_", "auth_opt_"] where line.name.hasPrefix(prefix) {
            if line.name == prefix { throw .invalidPluginOption }
            if !draft.hasReadPlugin { throw .requiresPlugin }
            return
        }
        throw .unknownOption(nearest: OptionTable.nearestName(to: line.name))
    }

    private mutating func take(
        _ structure: StructuralOption, _ line: ConfigurationLine
    ) throws(ProblemReason) {
        try structure.form.check(line.value)
        switch structure {
        case .listener:
            let address = try ListenerAddress(listenerValue: line.value)
            if draft.listeners.contains(where: { $0.address == address }) {
                throw .duplicateValue
            }
            draft.listeners.append(
                ListenerDraft(place: line.place, option: line.name, address: address))
        case .port:
            report(.deprecated(instead: "listener"), line)
            let number = try NumberBounds.within(1...65_535).number(from: line.value)
            changeOutdatedListener { host, _ in .tcp(host: host, port: UInt16(clamping: number)) }
        case .bindAddress:
            report(.deprecated(instead: "listener"), line)
            changeOutdatedListener { _, port in .tcp(host: line.value, port: port) }
        case .perListenerSettings:
            if draft.hasReadAccessOption { throw .perListenerSettingsTooLate }
            draft.hasRulesPerListener = try OptionForm.flag(from: line.value)
        case .includeDirectory:
            preconditionFailure("ConfigurationFiles puts the included lines in include_dir's place")
        }
    }

    private mutating func changeOutdatedListener(
        _ change: (_ host: String?, _ port: UInt16) -> ListenerAddress
    ) {
        guard case .tcp(let host, let port)? = draft.listeners.first?.address else { return }
        draft.listeners[0].address = change(host, port)
    }

    /// Lines below a refused bridge or plugin are part of it: one error says it for all.
    private mutating func take(
        _ option: UnsupportedOption, _ line: ConfigurationLine
    ) throws(ProblemReason) {
        switch option.subject {
        case .newBridge: draft.hasReadBridge = true
        case .newPlugin: draft.hasReadPlugin = true
        case .bridge:
            if draft.hasReadBridge { return }
            throw .requiresBridge
        case .plugin:
            if draft.hasReadPlugin { return }
            throw .requiresPlugin
        case .listener:
            if draft.listeners.isEmpty { throw .requiresListener }
        case .broker: break
        }
        if let reason = try option.reason(for: line.value) { throw reason }
    }

    private mutating func report(_ reason: ProblemReason, _ line: ConfigurationLine) {
        problems.append(
            ConfigurationProblem(place: line.place, option: line.name, reason: reason))
    }

    /// Problems by the line they are about: first the ones a reader meets first.
    private func inOrder(of files: ConfigurationFiles) -> [ConfigurationProblem] {
        var fileOrder: [String] = []
        for place in files.problems.map(\.place) + files.lines.map(\.place)
        where !fileOrder.contains(place.file) {
            fileOrder.append(place.file)
        }
        return problems.enumerated().sorted { first, second in
            key(of: first, fileOrder) < key(of: second, fileOrder)
        }.map(\.element)
    }

    private func key(
        of problem: (offset: Int, element: ConfigurationProblem), _ fileOrder: [String]
    ) -> (Int, Int, Int) {
        let place = problem.element.place
        return (fileOrder.firstIndex(of: place.file) ?? 0, place.line ?? 0, problem.offset)
    }
}
