//! Names from strangers, made safe: no path outside the output folder, no name that a system refuses, no
//! two inputs in one output.

/// One component of an output path, safe on every system, whatever a stranger wrote. Never empty.
pub fn safe_component(name: &str) -> String {
    let _ = name;
    unimplemented!("not made safe yet")
}

/// The name of an envelope's plaintext: the final `.p7m`, `.p7`, `.cms`, `.der`, `.pem` or `.enc` dropped,
/// whatever its case. A name that is nothing else is kept.
pub fn without_envelope_suffix(name: &str) -> &str {
    name
}

/// The output names taken so far: finds two that a file system would take for one (letter case, Unicode
/// normal forms), and a file where another's folder must be.
#[derive(Debug, Default)]
pub struct Taken {}

impl Taken {
    /// Takes an output path for an input.
    ///
    /// # Errors
    ///
    /// The number of the input that has it already.
    pub fn claim(&mut self, output: &str, input: usize) -> Result<(), usize> {
        let _ = (output, input);
        unimplemented!("not compared yet")
    }
}
