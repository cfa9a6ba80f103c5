//! The vector registers, wiped.
//!
//! # Why the `unsafe` is sound
//!
//! Nothing but registers is written, and every one that is written is named to the compiler, which keeps nothing in it
//! across the instructions and puts back what a caller wants kept; no memory, no stack and no flag is touched, and what
//! a processor may not have is asked of it before. The five words: registers only, all of them named.

#![expect(unsafe_code, reason = "registers have no safe interface; the argument is above")]

/// Overwrites the vector registers: ciphers, and whoever copies memory, leave there what they last had in hand. General
/// ones are overwritten by the very calls that lead here.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub(super) fn wipe() {
    use std::arch::{asm, is_x86_feature_detected};

    macro_rules! wiping {
        ($($instruction:literal),+) => {
            // SAFETY: see above.
            unsafe {
                asm!(
                    $($instruction),+,
                    out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _, out("xmm4") _, out("xmm5") _,
                    out("xmm6") _, out("xmm7") _, out("xmm8") _, out("xmm9") _, out("xmm10") _, out("xmm11") _,
                    out("xmm12") _, out("xmm13") _, out("xmm14") _, out("xmm15") _,
                    // Registers 16 to 31 are among them.
                    clobber_abi("C"),
                    options(nomem, nostack, preserves_flags),
                );
            }
        };
    }

    if is_x86_feature_detected!("avx512f") {
        wiping!(
            ".irp n, 16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31",
            "vpxord zmm\\n, zmm\\n, zmm\\n",
            ".endr"
        );
    }
    if is_x86_feature_detected!("avx") {
        wiping!("vzeroall");
    } else {
        wiping!(".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15", "pxor xmm\\n, xmm\\n", ".endr");
    }
}

/// The same.
#[cfg(target_arch = "aarch64")]
#[inline(never)]
pub(super) fn wipe() {
    // SAFETY: see above.
    unsafe {
        std::arch::asm!(
            ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31",
            "movi v\\n\\().2d, #0",
            ".endr",
            out("v8") _, out("v9") _, out("v10") _, out("v11") _,
            out("v12") _, out("v13") _, out("v14") _, out("v15") _,
            clobber_abi("C"),
            options(nomem, nostack, preserves_flags),
        );
    }
}

/// Other processors keep nothing of this kind that is known here.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) fn wipe() {}

#[cfg(all(test, target_arch = "x86_64", not(windows)))] // functions put half of them back there
mod tests {
    use std::arch::{asm, is_x86_feature_detected};

    use crate::secret::in_the_clear;

    const PATTERN: u64 = 0x5EC2_E75E_C2E7_0A51;

    /// Has the pattern in every vector register that the processor has.
    #[inline(never)]
    fn fill() {
        macro_rules! filling {
            ($($instruction:literal),+) => {
                // SAFETY: as for `wipe`; the pattern is only read.
                unsafe { asm!($($instruction),+, pattern = in(reg) &PATTERN, clobber_abi("C")) }
            };
        }
        if is_x86_feature_detected!("avx512f") {
            filling!(
                ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31",
                "vbroadcastsd zmm\\n, qword ptr [{pattern}]",
                ".endr"
            );
        } else if is_x86_feature_detected!("avx") {
            filling!(
                ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15",
                "vbroadcastsd ymm\\n, qword ptr [{pattern}]",
                ".endr"
            );
        } else {
            filling!(
                ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15",
                "movq xmm\\n, qword ptr [{pattern}]",
                ".endr"
            );
        }
    }

    /// Room for what the processor writes down of its vector registers.
    #[repr(C, align(64))]
    struct Written([u64; 1 << 10]);

    /// How many eighths of registers have the pattern after this.
    #[inline(never)]
    fn held_after(deed: fn()) -> usize {
        // Legacy area, AVX, AVX-512: less than 4 KiB.
        let mut written = Written([0; 1 << 10]);
        deed();
        if is_x86_feature_detected!("xsave") {
            // SAFETY: the room is aligned and larger than these parts; all of it is zero, as the header must be.
            unsafe {
                asm!("xsave64 [{room}]", room = in(reg) &raw mut written, in("eax") 0xE7, in("edx") 0);
            }
        } else {
            // SAFETY: the room is aligned and has more than 512 octets.
            unsafe { asm!("fxsave64 [{room}]", room = in(reg) &raw mut written) };
        }
        written.0.iter().filter(|word| **word == PATTERN).count()
    }

    #[test]
    fn registers_hold_nothing_afterwards() {
        let before = held_after(fill);
        // What lies between may use one or two of them.
        assert!(before >= 14, "{before}");
        assert_eq!(held_after(|| in_the_clear(fill)), 0);
        let panics = || {
            let work = || {
                fill();
                std::panic::resume_unwind(Box::new(()));
            };
            drop(std::panic::catch_unwind(|| in_the_clear(work)));
        };
        assert_eq!(held_after(panics), 0);
    }
}
