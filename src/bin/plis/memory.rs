//! Memory that is given back is overwritten first.
//!
//! Our own types wipe what they hold. Libraries do not always: numbers of a private key that grew or shrank, a line of
//! a terminal in a reader's buffer, a text that was built piece by piece. All of that is small; what is large is content,
//! and is wiped where it is used.
//!
//! # Why the `unsafe` is sound
//!
//! Every call goes to the system's allocator with the arguments it came with, so that whatever our caller owes to an
//! allocator it owes to that one, and what that one promises we promise. Between, `dealloc` writes to the block it was
//! given, over its whole size as its layout says it and no further; nobody else has it any more, and it is not read.

#![expect(unsafe_code, reason = "an allocator has no safe interface; the argument is above")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    hint::black_box,
};

#[global_allocator]
static WIPING: Wiping = Wiping;

/// The system's allocator; blocks are overwritten when they are given back.
struct Wiping;

/// Octets of the largest block that is overwritten. A key file is smaller, a private key by far.
const LARGEST: usize = 64 << 10;

// SAFETY: the argument is above.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: our caller's promises are the ones asked for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: our caller's promises are the ones asked for.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if layout.size() <= LARGEST {
            // SAFETY: the block is live, as large as its layout says, and nobody's but ours from here on.
            unsafe { block.write_bytes(0, layout.size()) };
            // Somebody might look at it: the zeros are really written.
            black_box(block);
        }
        // SAFETY: our caller's promises are the ones asked for.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if layout.size() > LARGEST {
            // SAFETY: our caller's promises are the ones asked for.
            return unsafe { System.realloc(block, layout, size) };
        }
        // The system would move it and leave the old one as it is.
        // SAFETY: our caller promises that this size, rounded up to the alignment, is no more than an `isize` holds.
        let new = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !new.is_null() {
            // SAFETY: both blocks are live, apart, and at least as large as the smaller size.
            unsafe { new.copy_from_nonoverlapping(block, size.min(layout.size())) };
            // SAFETY: the block is our caller's to give back, and came from here with this layout.
            unsafe { self.dealloc(block, layout) };
        }
        new
    }
}
