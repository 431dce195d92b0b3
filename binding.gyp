{
  "targets": [
    {
      "target_name": "ntop",
      "sources": [
        "native/actions.cc",
        "native/addon.cc",
        "native/addon_actions.cc",
        "native/addon_detail.cc",
        "native/addon_sample.cc",
        "native/addon_values.cc",
        "native/detail.cc",
        "native/errno_name.cc",
        "native/executable.cc",
        "native/file.cc",
        "native/open_files.cc",
        "native/pidfd.cc",
        "native/touched.cc",
        "native/engine/abilities.cc",
        "native/engine/engine.cc",
        "native/engine/fork_cursor.cc",
        "native/engine/held_files.cc",
        "native/engine/process_proof.cc",
        "native/engine/process_reader.cc",
        "native/engine/process_table.cc",
        "native/engine/scanner.cc",
        "native/engine/scanner_rows.cc",
        "native/engine/seldom_reader.cc",
        "native/engine/system.cc",
        "native/engine/user_names.cc",
        "native/proc/fields.cc",
        "native/proc/memory.cc",
        "native/proc/mounts.cc",
        "native/proc/process_files.cc",
        "native/proc/process_stat.cc",
        "native/proc/system_files.cc",
        "native/proc/system_stat.cc",
        "native/proc/utf16.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS"],
      "cflags_cc": ["-std=c++17", "-fno-exceptions", "-O2", "-Wall", "-Wextra", "-Wconversion", "-Wno-sign-conversion"]
    }
  ]
}
