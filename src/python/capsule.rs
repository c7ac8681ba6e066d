//! The Arrow C stream: the one place where memory is shared with other libraries.
#![expect(unsafe_code, reason = "taking over a stream that another library filled in is Arrow's C interface")]

use crate::query::Batches;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatchIterator, RecordBatchReader};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::ffi::CStr;
use std::sync::Arc;

/// The name Arrow gives to capsules that hold a stream.
const STREAM: &CStr = c"arrow_array_stream";

/// A stream over `batches`, in a capsule. Whoever takes it releases it; else the capsule does.
pub(super) fn export<'py>(py: Python<'py>, batches: &Batches) -> PyResult<Bound<'py, PyCapsule>> {
    let rows = batches.batches.clone().into_iter().map(Ok);
    let reader = RecordBatchIterator::new(rows, Arc::clone(&batches.schema));
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
}

/// The batches of anything with `__arrow_c_stream__`.
pub(super) fn import(given: &Bound<'_, PyAny>) -> PyResult<Batches> {
    let made = given.call_method0("__arrow_c_stream__")?;
    let capsule = made.cast::<PyCapsule>().map_err(|_| PyTypeError::new_err("__arrow_c_stream__ gave no capsule"))?;
    let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: the capsule's name promises a valid stream behind the pointer, and the capsule lives to the end of this
    // function. `from_raw` moves the stream out and leaves a released one behind, as Arrow's interface asks.
    let reader = unsafe { RecordBatchStreamReader::from_raw(pointer.as_ptr()) };
    let wrong =
        |error: arrow_schema::ArrowError| PyTypeError::new_err(format!("this Arrow stream is no table: {error}"));
    let reader = reader.map_err(wrong)?;
    let schema = reader.schema();
    let batches = given.py().detach(|| reader.collect::<Result<Vec<_>, _>>()).map_err(wrong)?;
    Ok(Batches { schema, batches })
}
