const files = ['Cargo.toml', `${app}/tauri.conf.json`, 'Cargo.lock', 'src/version.ts'];
