//! What is pickled: values, as JSON.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use pyo3::{PyClass, PyTypeInfo};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What calls a class's `_of` with these arguments when it is unpickled.
pub(super) type Reduced<'py> = (Bound<'py, PyAny>, Bound<'py, PyTuple>);

/// A value, to be written to a pickle.
pub(super) fn written<T: Serialize>(value: &T) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyValueError::new_err(format!("it cannot be pickled: {error}")))
}

/// A value that was written to a pickle.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> PyResult<T> {
    serde_json::from_str(text)
        .map_err(|error| PyValueError::new_err(format!("a pickle of another version of corpus: {error}")))
}

/// What makes a `C` of these values again.
pub(super) fn reduced<'py, C: PyClass + PyTypeInfo, A>(py: Python<'py>, values: A) -> PyResult<Reduced<'py>>
where
    A: IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>>,
    PyErr: From<A::Error>,
{
    Ok((py.get_type::<C>().getattr("_of")?, values.into_pyobject(py)?))
}
