import Glibc

/// Asks for what must not be seen.
enum SecretPrompt {
    /// Whether somebody types the standard input.
    static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// The next line of the standard input; a terminal is asked for it, and does not show it.
    static func line(_ prompt: String) -> String? {
        guard isTerminal else { return readLine() }
        var settings = termios()
        // Proof: the call fills the struct that it is given.
        guard unsafe tcgetattr(STDIN_FILENO, &settings) == 0 else { return readLine() }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        // Proof: both calls read the struct that they are given, and keep no pointer.
        unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) }
        StandardStream.prompt(prompt)
        let line = readLine()
        StandardStream.prompt("\n")
        return line
    }
}
