/// A page of the catalogue: what a fault looks like, where it comes from, what cures it.
package struct Fault: Hashable, Sendable {
    /// What one program shows of it, so that whoever searches for the words finds the page.
    package struct Symptom: Hashable, Sendable {
        /// Such as `mosquitto (log)`.
        package let program: String
        /// The words as the program writes them; `…` stands for what differs each time.
        package let text: String
    }

    /// Its name.
    package let id: FaultID
    /// What is the matter: one sentence without its stop.
    package let title: String
    /// What programs show of it.
    package let symptoms: [Symptom]
    /// Why it happens, in plain words.
    package let cause: String
    /// What to do.
    package let cure: String
    /// The cure as commands to paste; names in capitals are to be replaced.
    package let commands: [String]
    /// Where it is laid down or talked about.
    package let reference: String

    init(
        _ id: FaultID, _ title: String, symptoms: KeyValuePairs<String, String>, cause: String,
        cure: String, commands: [String] = [], reference: String
    ) {
        self.id = id
        self.title = title
        self.symptoms = symptoms.map { Symptom(program: $0.key, text: $0.value) }
        self.cause = cause
        self.cure = cure
        self.commands = commands
        self.reference = reference
    }

    /// The whole catalogue, in the order of the names.
    package static let all = FaultID.allCases.map(\.fault)
}
